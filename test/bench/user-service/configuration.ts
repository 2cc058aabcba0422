import type { ClientConfig } from 'pg'
import { isPooled, kafkaBrokers, postgresSettings, type RedisSettings, redisSettings } from './connection-settings.ts'

type Env = Readonly<Record<string, string | undefined>>

/** What each PUT forgets: its pool client, a connection of its own, or its open transaction. */
export type Leak = 'none' | 'pool' | 'raw' | 'transaction'

export type HealthDialect = 'plain' | 'heartbeat' | 'actuator'

/** What one process is there for: everything, one part of it, or one job that ends. */
export type Role = 'all' | 'web' | 'consumer' | 'migrate' | 'clean-up'

/** Mistakes of a person that can be switched on. */
export interface Faults {
  /** A release that dies while it starts, or one that never says it is ready. */
  readonly bug: 'none' | 'start' | 'ready'
  readonly startDelayMs: number
  readonly leak: Leak
  readonly clockSkewSeconds: number
  readonly bugRate: number
  readonly eventLoopBlockMs: number
  readonly memoryLeakKb: number
  readonly handlerDelayMs: number
}

export interface Tables {
  readonly users: string
  readonly sessions: string
  readonly audit: string
  readonly migrations: string
}

export interface KafkaSettings {
  readonly brokers: string[]
  readonly topic: string
  readonly group: string
  readonly partitions: number
  readonly sessionTimeoutMs: number
  /** Attempts at a record before KafkaJS restarts the consumer. */
  readonly retries: number
  readonly consume: boolean
}

export interface PostgresSettings {
  readonly client: ClientConfig
  readonly poolSize: number
  /** Opens all of the pool at the start and keeps it open, as HikariCP does. */
  readonly poolFilled: boolean
  /** 0 where a pooler would refuse it as a start-up parameter. */
  readonly statementTimeoutMs: number
  readonly lockTimeoutMs: number
  readonly seedUsers: number
  /** SQL of the release's own migration, after the one that makes the schema; null for none. */
  readonly nextMigration: string | null
}

export interface Configuration {
  readonly role: Role
  readonly service: string
  readonly version: string
  readonly environment: string
  readonly host: string
  readonly port: number
  readonly tls: { readonly cert: string; readonly key: string } | null
  readonly log: { readonly level: string; readonly file: string | null; readonly stdout: boolean }
  readonly postgres: PostgresSettings
  readonly redis: RedisSettings | null
  readonly kafka: KafkaSettings | null
  readonly tables: Tables
  readonly cache: { readonly prefix: string; readonly ttlSeconds: number }
  readonly tokens: { readonly secret: string; readonly ttlSeconds: number }
  readonly auth: { readonly url: string | null; readonly failures: number; readonly resetMs: number }
  readonly adminToken: string | null
  readonly health: { readonly dialects: readonly HealthDialect[]; readonly details: boolean }
  readonly metrics: { readonly style: 'plain' | 'micrometer'; readonly countHealth: boolean }
  readonly failFast: boolean
  readonly faults: Faults
}

/** Reads the whole configuration; throws with the variable's name when a necessary one is missing or wrong. */
export function readConfiguration(env: Env): Configuration {
  const service = env.SERVICE_NAME ?? 'user-service'
  return {
    role: oneOf(env, 'ROLE', ['all', 'web', 'consumer', 'migrate', 'clean-up']),
    service,
    version: env.VERSION ?? '2.3.1',
    environment: env.ENVIRONMENT ?? 'bench',
    host: env.HOST ?? '127.0.0.1',
    port: number(env, 'PORT', 0),
    tls: env.TLS_CERT && env.TLS_KEY ? { cert: env.TLS_CERT, key: env.TLS_KEY } : null,
    log: { level: env.LOG_LEVEL ?? 'info', file: env.LOG_FILE ?? null, stdout: env.LOG_STDOUT !== 'off' },
    postgres: postgres(env),
    redis: redisSettings(env),
    kafka: kafka(env, service),
    tables: tables(env),
    cache: { prefix: env.CACHE_PREFIX ?? `${service}:`, ttlSeconds: number(env, 'CACHE_TTL_SECONDS', 300) },
    tokens: { secret: required(env, 'JWT_SECRET'), ttlSeconds: number(env, 'JWT_TTL_SECONDS', 3600) },
    auth: {
      url: env.AUTH_URL ?? null,
      failures: number(env, 'BREAKER_FAILURES', 5),
      resetMs: number(env, 'BREAKER_RESET_MS', 10_000),
    },
    adminToken: env.ADMIN_TOKEN ?? null,
    health: { dialects: dialects(env.HEALTH_DIALECT ?? 'all'), details: env.HEALTH_DETAILS === 'always' },
    metrics: {
      style: env.METRICS_STYLE === 'micrometer' ? 'micrometer' : 'plain',
      countHealth: env.METRICS_COUNT_HEALTH === '1',
    },
    failFast: env.FAIL_FAST === '1',
    faults: faults(env),
  }
}

function postgres(env: Env): PostgresSettings {
  const client = postgresSettings(env)
  if (!client) throw new Error('DATABASE_URL is not set (nor PGHOST, DB_HOST or SPRING_DATASOURCE_URL)')
  const poolSize = number(env, 'POOL_SIZE', number(env, 'SPRING_DATASOURCE_HIKARI_MAXIMUM_POOL_SIZE', 10))
  const pooled = isPooled(env)
  return {
    client,
    poolSize,
    poolFilled: env.POOL_FILLED === '1',
    statementTimeoutMs: number(env, 'STATEMENT_TIMEOUT_MS', pooled ? 0 : 5000),
    lockTimeoutMs: number(env, 'LOCK_TIMEOUT_MS', pooled ? 0 : 3000),
    seedUsers: number(env, 'SEED_USERS', 1000),
    nextMigration: env.NEXT_MIGRATION || null,
  }
}

function kafka(env: Env, service: string): KafkaSettings | null {
  const brokers = kafkaBrokers(env)
  if (brokers.length === 0) return null
  return {
    brokers,
    topic: env.KAFKA_TOPIC ?? 'user-events',
    group: env.KAFKA_GROUP ?? env.SPRING_KAFKA_CONSUMER_GROUP_ID ?? service,
    partitions: number(env, 'KAFKA_PARTITIONS', 3),
    sessionTimeoutMs: number(env, 'KAFKA_SESSION_TIMEOUT_MS', 10_000),
    retries: number(env, 'KAFKA_RETRIES', 5),
    consume: env.CONSUMER !== 'off',
  }
}

function tables(env: Env): Tables {
  const prefix = env.TABLE_PREFIX ?? ''
  const users = env.USERS_TABLE ?? `${prefix}users`
  const names = { users, sessions: `${prefix}sessions`, audit: `${prefix}audit`, migrations: `${users}_migrations` }
  const wrong = Object.values(names).find((name) => !/^[a-z_][a-z0-9_]{0,62}$/.test(name))
  if (wrong !== undefined) throw new Error(`"${wrong}" is not a table name`)
  return names
}

function faults(env: Env): Faults {
  return {
    bug: oneOf(env, 'BUG', ['none', 'start', 'ready']),
    startDelayMs: number(env, 'START_DELAY_MS', 0),
    leak: leak(env.LEAK),
    clockSkewSeconds: number(env, 'CLOCK_SKEW_SECONDS', 0),
    bugRate: number(env, 'BUG_RATE', 0),
    eventLoopBlockMs: number(env, 'EVENT_LOOP_BLOCK_MS', 0),
    memoryLeakKb: number(env, 'MEMORY_LEAK_KB', 0),
    handlerDelayMs: number(env, 'HANDLER_DELAY_MS', 0),
  }
}

function leak(value: string | undefined): Leak {
  if (value === '1' || value === 'pool') return 'pool'
  if (value === undefined || value === '' || value === '0') return 'none'
  if (value === 'raw' || value === 'transaction') return value
  throw new Error(`LEAK is "${value}": 1, raw or transaction was expected`)
}

function dialects(value: string): HealthDialect[] {
  const all: HealthDialect[] = ['plain', 'heartbeat', 'actuator']
  const wanted = value.split(',').map((name) => name.trim())
  return wanted.includes('all') ? all : all.filter((dialect) => wanted.includes(dialect))
}

/** The first is the one that holds where nothing is said. */
function oneOf<Word extends string>(env: Env, name: string, words: readonly [Word, ...Word[]]): Word {
  const word = env[name] ? words.find((known) => known === env[name]) : words[0]
  if (word === undefined) throw new Error(`${name} is "${env[name]}": one of ${words.join(', ')} was expected`)
  return word
}

function required(env: Env, name: string): string {
  const value = env[name]
  if (!value) throw new Error(`${name} is not set`)
  return value
}

function number(env: Env, name: string, fallback: number): number {
  const value = Number(env[name] || fallback)
  if (Number.isNaN(value)) throw new Error(`${name} is "${env[name]}": a number was expected`)
  return value
}
