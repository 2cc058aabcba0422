import type { HealthRole } from './health.ts'

export interface HealthPath {
  readonly path: string
  readonly role: HealthRole
}

/** Where services say how they are: Node and Go habits, Kubernetes' own, a heartbeat of load balancers, Spring Boot's actuator. */
export const usualPaths: readonly HealthPath[] = [
  { path: '/health', role: 'overall' },
  { path: '/health/live', role: 'liveness' },
  { path: '/health/ready', role: 'readiness' },
  { path: '/healthz', role: 'overall' },
  { path: '/livez', role: 'liveness' },
  { path: '/readyz', role: 'readiness' },
  { path: '/heartbeat', role: 'overall' },
  { path: '/actuator/health', role: 'overall' },
  { path: '/actuator/health/liveness', role: 'liveness' },
  { path: '/actuator/health/readiness', role: 'readiness' },
]

export const actuator = '/actuator/health'

/** Asked where the actuator does not list its components by itself. */
export const actuatorComponents = ['db', 'redis', 'kafka', 'elasticsearch', 'mongo', 'external-services']

/** A page that no service has: what it answers here, it answers for anything. */
export const noSuchPage = '/usrops-no-such-page'

export function roleOf(path: string): HealthRole {
  if (/live|alive|ping/i.test(path)) return 'liveness'
  return /ready|readiness/i.test(path) ? 'readiness' : 'overall'
}

type Word = 'up' | 'degraded' | 'down'

const words: Readonly<Record<Word, RegExp>> = {
  up: /^(up|ok|okay|healthy|pass|passing|ready|alive|live|green|true|success|running|available|connected|pong|serving)$/,
  degraded: /^(degraded|warn|warning|partial|yellow)$/,
  down: /^(down|error|fail|failed|failing|failure|unhealthy|not ?ready|unready|out ?of ?service|critical|red|unavailable|false|disconnected|not ?serving|dead)$/,
}

/** What a word of any dialect means; null for a word of none. */
export function wordOf(value: unknown): Word | null {
  const plain = String(value).trim().toLowerCase().replace(/[_-]/g, ' ')
  const known: readonly Word[] = ['up', 'degraded', 'down']
  return known.find((word) => words[word].test(plain)) ?? null
}

/** Which system a component of this name most likely is. */
export function kindOf(name: string, details = ''): string | null {
  const text = `${name} ${details}`.toLowerCase()
  return kinds.find(([pattern]) => pattern.test(text))?.[1] ?? null
}

const kinds: readonly (readonly [RegExp, string])[] = [
  [/mongo/, 'mongodb'],
  [/elastic|opensearch/, 'elasticsearch'],
  [/kafka|broker/, 'kafka'],
  [/redis|cache|valkey/, 'redis'],
  [/pgbouncer/, 'pgbouncer'],
  [/postgres|\bpg\b|\bdb\b|database|datasource|r2dbc|\bsql\b|hikari/, 'postgres'],
  [/disk/, 'disk'],
  [/mail|smtp/, 'mail'],
  [/auth|identity|oauth|jwks/, 'auth-service'],
]
