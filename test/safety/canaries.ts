const jwt = (name: string) =>
  `eyJhbGciOiJIUzI1NiJ9.${Buffer.from(`{"sub":"canary-${name}"}`).toString('base64url')}.c4n4ryJWT${name}`

/** What must never leave a system it was found in: each is unlike any other text, and in a form such things really have. */
export const canaries = {
  databasePassword: 'c4n4ry-database-pw',
  redisPassword: 'c4n4ry-redis-pw',
  consolePassword: 'c4n4ry-console-pw',
  rolePassword: 'c4n4ry-role-pw',
  urlToken: 'c4n4ry-url-token',
  inlinePassword: 'c4n4ry-inline-pw',
  execPassword: 'c4n4ry-exec-pw',
  comment: 'c4n4ry-comment',
  logPassword: 'c4n4ry-log-pw',
  bearer: 'c4n4ry.bearer.8f3e2d1c',
  jwtInLog: jwt('log'),
  jwtInBody: jwt('body'),
  sqlName: 'C4n4ry Surname',
  sqlEmail: 'canary.sql@c4n4ry.example',
  applicationName: 'canary.app@c4n4ry.example',
  login: 'canary.login@c4n4ry.example',
  redisKey: 'canary.key@c4n4ry.example',
  redisValue: 'c4n4ry-redis-value',
  redisClient: 'canary.redis-client@c4n4ry.example',
  group: 'canary.group@c4n4ry.example',
  clientId: 'canary.client@c4n4ry.example',
  logEmail: 'canary.log@c4n4ry.example',
  phone: '+49 170 5550 1234',
  card: '4111 1111 1111 1234',
  healthPassword: 'c4n4ry-health-pw',
  healthEmail: 'canary.health@c4n4ry.example',
  metricEmail: 'canary.metric@c4n4ry.example',
  metricToken: 'c4n4ry-metric-token',
  certificateEmail: 'canary.certificate@c4n4ry.example',
} as const

/** The names of the canaries that a text holds; `c4n4ry` alone is one, too. */
export function canariesIn(text: string): readonly string[] {
  const found = Object.entries(canaries).filter(([, canary]) => text.includes(canary))
  if (found.length > 0) return found.map(([name]) => name)
  const [near] = /.{0,60}c4n4ry.{0,30}/i.exec(text) ?? []
  return near === undefined ? [] : [`part of one: ${near}`]
}
