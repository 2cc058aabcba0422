import type { ClientConfig } from 'pg'
import { parseIntoClientConfig } from 'pg-connection-string'

type Env = Readonly<Record<string, string | undefined>>

/** Where Redis is and how to log in. */
export interface RedisSettings {
  readonly host: string
  readonly port: number
  readonly username?: string
  readonly password?: string
  readonly db: number
  /** Present for `rediss:`; a private authority is trusted through NODE_EXTRA_CA_CERTS. */
  readonly tls?: object
}

/** The database, in any of the styles found in deployed services; null when none is set. */
export function postgresSettings(env: Env): ClientConfig | null {
  if (env.DATABASE_URL) return parseIntoClientConfig(env.DATABASE_URL)
  if (env.SPRING_DATASOURCE_URL) return fromJdbc(env.SPRING_DATASOURCE_URL, env)
  if (env.DB_HOST) return fromParts(env.DB_HOST, env.DB_PORT, env.DB_NAME, env.DB_USER, env.DB_PASSWORD)
  if (env.PGHOST) return fromParts(env.PGHOST, env.PGPORT, env.PGDATABASE, env.PGUSER, env.PGPASSWORD)
  return null
}

/** Redis, in any of the styles found in deployed services; null when none is set. */
export function redisSettings(env: Env): RedisSettings | null {
  if (env.REDIS_URL) return redisFromUrl(new URL(env.REDIS_URL))
  const prefix = ['REDIS_', 'SPRING_DATA_REDIS_', 'SPRING_REDIS_'].find((known) => env[`${known}HOST`])
  if (!prefix) return null
  return redisParts(
    env[`${prefix}HOST`] ?? '',
    env[`${prefix}PORT`],
    env[`${prefix}USERNAME`],
    env[`${prefix}PASSWORD`],
    env[`${prefix}DB`] ?? env[`${prefix}DATABASE`],
  )
}

/** The Kafka bootstrap addresses; empty when none is set. */
export function kafkaBrokers(env: Env): string[] {
  const list = env.KAFKA_BROKERS ?? env.KAFKA_BOOTSTRAP_SERVERS ?? env.SPRING_KAFKA_BOOTSTRAP_SERVERS ?? ''
  return list
    .split(',')
    .map((broker) => broker.trim())
    .filter((broker) => broker !== '')
}

/** True where the address is a transaction pooler's, which refuses start-up parameters (Prisma's `?pgbouncer=true`). */
export function isPooled(env: Env): boolean {
  return env.PGBOUNCER === '1' || /[?&]pgbouncer=true/.test(env.DATABASE_URL ?? '')
}

function fromJdbc(jdbc: string, env: Env): ClientConfig {
  const url = new URL(jdbc.replace(/^jdbc:/, ''))
  const user = env.SPRING_DATASOURCE_USERNAME ?? url.searchParams.get('user') ?? undefined
  const password = env.SPRING_DATASOURCE_PASSWORD ?? url.searchParams.get('password') ?? undefined
  return fromParts(url.hostname, url.port, url.pathname.slice(1), user, password)
}

function fromParts(host: string, port?: string, database?: string, user?: string, password?: string): ClientConfig {
  return {
    host,
    port: Number(port || 5432),
    user: user ?? 'postgres',
    database: database || user || 'postgres',
    ...(password !== undefined && { password }),
  }
}

function redisFromUrl(url: URL): RedisSettings {
  const text = (part: string) => (part === '' ? undefined : decodeURIComponent(part))
  const parts = redisParts(url.hostname, url.port, text(url.username), text(url.password), text(url.pathname.slice(1)))
  return url.protocol === 'rediss:' ? { ...parts, tls: {} } : parts
}

function redisParts(host: string, port?: string, username?: string, password?: string, db?: string): RedisSettings {
  return {
    host,
    port: Number(port || 6379),
    db: Number(db || 0),
    ...(username && { username }),
    ...(password && { password }),
  }
}
