import { Client } from 'pg'
import type { KafkaServer } from './kafka/server.ts'
import { externalControl } from './machine/server-control.ts'
import { type PgBouncerServer, poolerLogins } from './postgres/pgbouncer.ts'
import { createDatabase, DATABASE, databaseStatements, type Login, logins, serverStatements } from './postgres/roles.ts'
import type { PostgresServer } from './postgres/server.ts'
import type { RedisServer } from './redis/server.ts'

/** The variables that put an existing system in the place of one of the bench's own. */
export const variables = {
  /** A superuser's URL; the bench's roles and its database are created there when missing. */
  postgres: 'USROPS_BENCH_POSTGRES_URL',
  /** Any login on a streaming replica of that server. */
  replica: 'USROPS_BENCH_REPLICA_URL',
  /** A pooler in front of that server that knows the bench's logins. */
  pgbouncer: 'USROPS_BENCH_PGBOUNCER_URL',
  redis: 'USROPS_BENCH_REDIS_URL',
  /** `host:port,…` */
  kafka: 'USROPS_BENCH_KAFKA_BROKERS',
} as const

/** The server of USROPS_BENCH_POSTGRES_URL, with the bench's roles and database in it; undefined when the variable is not set. */
export function existingPostgres(): Promise<PostgresServer> | undefined {
  const given = process.env[variables.postgres]
  return given ? adopt(given) : undefined
}

/** The server of USROPS_BENCH_REPLICA_URL. */
export function existingReplica(): Promise<PostgresServer> | undefined {
  const given = process.env[variables.replica]
  return given ? Promise.resolve(describe(given, variables.replica)) : undefined
}

/** The pooler of USROPS_BENCH_PGBOUNCER_URL. */
export function existingPgBouncer(): Promise<PgBouncerServer> | undefined {
  const given = process.env[variables.pgbouncer]
  if (!given) return undefined
  const urls = {
    url: withLogin(given, logins.app, DATABASE),
    monitorUrl: withLogin(given, logins.monitor, DATABASE),
    adminUrl: withLogin(given, poolerLogins.admin, 'pgbouncer'),
    statsUrl: withLogin(given, poolerLogins.stats, 'pgbouncer'),
  }
  return Promise.resolve(Object.assign(externalControl(variables.pgbouncer), address(given, 6432), urls))
}

/** The server of USROPS_BENCH_REDIS_URL. */
export function existingRedis(): Promise<RedisServer> | undefined {
  const url = process.env[variables.redis]
  return url ? Promise.resolve(Object.assign(externalControl(variables.redis), address(url, 6379), { url })) : undefined
}

/** The cluster of USROPS_BENCH_KAFKA_BROKERS. */
export function existingKafka(): Promise<KafkaServer> | undefined {
  const brokers = process.env[variables.kafka]
  if (!brokers) return undefined
  const first = address(`kafka://${brokers.split(',')[0]}`, 9092)
  const server = Object.assign(externalControl(variables.kafka), first, { brokers, internalBrokers: brokers })
  return Promise.resolve(server)
}

async function adopt(given: string): Promise<PostgresServer> {
  await execute(given, async (client) => {
    for (const statement of serverStatements) await client.query(statement)
    const found = await client.query('select from pg_database where datname = $1', [DATABASE])
    if (found.rowCount === 0) await client.query(createDatabase)
  })
  const server = describe(given, variables.postgres)
  await execute(server.superuserUrl, async (client) => {
    for (const statement of databaseStatements) await client.query(statement)
  })
  return server
}

async function execute(connectionString: string, work: (client: Client) => Promise<void>): Promise<void> {
  const client = new Client({ connectionString })
  await client.connect()
  await work(client).finally(() => client.end())
}

function describe(given: string, variable: string): PostgresServer {
  const superuser = new URL(given)
  superuser.pathname = `/${DATABASE}`
  return Object.assign(externalControl(variable), address(given, 5432), {
    database: DATABASE,
    url: withLogin(given, logins.app, DATABASE),
    superuserUrl: superuser.href,
    monitorUrl: withLogin(given, logins.monitor, DATABASE),
  })
}

function withLogin(given: string, { user, password }: Login, database: string): string {
  const url = new URL(given)
  return Object.assign(url, { username: user, password, pathname: `/${database}` }).href
}

function address(given: string, defaultPort: number): { host: string; port: number } {
  const { hostname, port } = new URL(given)
  return { host: hostname, port: Number(port || defaultPort) }
}
