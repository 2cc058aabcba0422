import { Client, type ClientConfig, Pool, type QueryResult, type QueryResultRow } from 'pg'
import type { PostgresSettings } from './configuration.ts'
import { errorFields, type Log } from './log.ts'

export interface PoolCounts {
  readonly active: number
  readonly idle: number
  readonly waiting: number
  readonly max: number
}

export interface Database {
  /** One statement on a pooled connection. */
  query<Row extends QueryResultRow>(sql: string, values?: readonly unknown[]): Promise<QueryResult<Row>>
  /** A pooled connection that the caller must release. */
  checkOut: Pool['connect']
  /** A connection beside the pool that the caller must end. */
  connect(limits?: ClientConfig): Promise<Client>
  counts(): PoolCounts
  close(): Promise<void>
}

// Longer than this for a free connection and a caller has given up anyway.
const ACQUIRE_TIMEOUT_MS = 3000

const FILL_EVERY_MS = 1000

export function openDatabase(settings: PostgresSettings, service: string, log: Log): Database {
  const common: ClientConfig = { application_name: service, keepAlive: true, ...settings.client }
  const limited: ClientConfig = { ...common, ...limits(settings) }
  const pool = new Pool({
    ...limited,
    max: settings.poolSize,
    connectionTimeoutMillis: ACQUIRE_TIMEOUT_MS,
    idleTimeoutMillis: settings.poolFilled ? 0 : 10_000,
  })
  const filling = settings.poolFilled ? setInterval(() => fill(pool, settings.poolSize, log), FILL_EVERY_MS) : undefined
  pool.on('error', (error) => log.error('idle database connection failed', errorFields(error)))
  return {
    query: (sql, values = []) => pool.query(sql, [...values]),
    checkOut: pool.connect.bind(pool),
    connect: (special = limits(settings)) => connect({ ...common, ...special }, log),
    counts: () => ({
      active: pool.totalCount - pool.idleCount,
      idle: pool.idleCount,
      waiting: pool.waitingCount,
      max: settings.poolSize,
    }),
    close() {
      clearInterval(filling)
      return pool.end()
    },
  }
}

/** Asks for all that are free or missing at once, so that the missing ones are opened; what cannot be had is asked for again later. */
function fill(pool: Pool, size: number, log: Log): void {
  if (pool.totalCount >= size) return
  const busy = pool.totalCount - pool.idleCount
  for (let n = busy; n < size; n += 1)
    pool.connect().then(
      (client) => client.release(),
      (error: unknown) => log.error('could not add a connection to the pool', errorFields(error)),
    )
}

function limits(settings: PostgresSettings): ClientConfig {
  return {
    // The client gives up a little after the server should have: it covers a server that does not answer at all.
    query_timeout: (settings.statementTimeoutMs || 5000) + 500,
    ...(settings.statementTimeoutMs > 0 && { statement_timeout: settings.statementTimeoutMs }),
    ...(settings.lockTimeoutMs > 0 && { lock_timeout: settings.lockTimeoutMs }),
  }
}

async function connect(settings: ClientConfig, log: Log): Promise<Client> {
  const client = new Client({ connectionTimeoutMillis: ACQUIRE_TIMEOUT_MS, ...settings })
  client.on('error', (error) => log.error('database connection failed', errorFields(error)))
  await client.connect()
  return client
}
