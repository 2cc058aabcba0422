import type { ConsoleRow, PgBouncerClient } from '../../clients/pgbouncer/client.ts'
import { defineFacts } from '../../core/facts.ts'
import { mask } from '../../core/mask.ts'

/** The server connections that one user shares on one database. */
export interface Pool {
  readonly database: string
  readonly user: string
  readonly mode: string
  /** How many server connections it may have; null where the pooler does not say. */
  readonly size: number | null
  readonly reserve: number
  readonly clientsActive: number
  readonly clientsWaiting: number
  readonly serversActive: number
  readonly serversIdle: number
  /** Connections in another state: just used, being tested, logging in, being cancelled. */
  readonly serversOther: number
  /** Servers that are being logged in to. */
  readonly serversLogin: number
  /** How long the client that waits the longest has waited. */
  readonly maxWaitMs: number
}

/** A database as the pooler knows it. */
export interface PooledDatabase {
  readonly name: string
  readonly host: string | null
  readonly port: number | null
  readonly serverDatabase: string | null
  readonly poolSize: number | null
  readonly maxConnections: number
  readonly connections: number
  readonly paused: boolean
  readonly disabled: boolean
}

/** Clients that are alike. */
export interface ClientGroup {
  readonly database: string
  readonly user: string
  readonly application: string
  readonly state: string
  readonly count: number
}

/** A pooler at one moment. */
export interface Pools {
  readonly version: string
  readonly pools: readonly Pool[]
  readonly databases: readonly PooledDatabase[]
  readonly clients: readonly ClientGroup[]
  readonly clientConnections: number
  /** Sizes and limits of its configuration; times in milliseconds. */
  readonly settings: {
    readonly poolMode: string
    readonly defaultPoolSize: number
    readonly reservePoolSize: number
    readonly maxClientConnections: number
    readonly queryWaitTimeoutMs: number
    readonly idleTransactionTimeoutMs: number
  }
}

export const pools = defineFacts<Pools, PgBouncerClient>({
  id: 'pgbouncer.pools',
  system: 'pgbouncer',
  cost: 'cheap',
  async collect(client, budget) {
    // One after another: the console answers one question at a time.
    const [version] = await client.show('VERSION', budget)
    const config = settingsOf(await client.show('CONFIG', budget))
    const databases = (await client.show('DATABASES', budget)).map(databaseOf)
    const clients = (await client.show('CLIENTS', budget)).filter((row) => text(row.database) !== CONSOLE)
    const rows = (await client.show('POOLS', budget)).filter((row) => text(row.database) !== CONSOLE)
    return {
      version: text(version?.version),
      pools: rows.map((row) => poolOf(row, databases, config)),
      databases: databases.filter(({ name }) => name !== CONSOLE),
      clients: grouped(clients),
      clientConnections: clients.length,
      settings: config,
    }
  },
})

/** Whether clients wait although every server connection that the pool may have is there: more clients than connections. */
export function isSaturated({ clientsWaiting, serversActive, serversIdle, serversOther, size }: Pool): boolean {
  const servers = serversActive + serversIdle + serversOther
  return clientsWaiting > 0 && serversIdle === 0 && serversActive > 0 && (size === null || servers >= size)
}

const CONSOLE = 'pgbouncer'

function poolOf(row: ConsoleRow, databases: readonly PooledDatabase[], settings: Pools['settings']): Pool {
  const database = text(row.database)
  return {
    database,
    user: text(row.user),
    mode: text(row.pool_mode),
    size: databases.find(({ name }) => name === database)?.poolSize ?? settings.defaultPoolSize,
    reserve: settings.reservePoolSize,
    clientsActive: number(row.cl_active),
    clientsWaiting: number(row.cl_waiting),
    serversActive: number(row.sv_active),
    serversIdle: number(row.sv_idle),
    serversOther: number(row.sv_used) + number(row.sv_tested) + number(row.sv_login) + number(row.sv_being_canceled),
    serversLogin: number(row.sv_login),
    maxWaitMs: number(row.maxwait) * 1000 + number(row.maxwait_us) / 1000,
  }
}

function databaseOf(row: ConsoleRow): PooledDatabase {
  return {
    name: text(row.name),
    host: row.host == null ? null : text(row.host),
    port: row.port == null ? null : number(row.port),
    serverDatabase: row.database == null ? null : text(row.database),
    poolSize: row.pool_size == null ? null : number(row.pool_size),
    maxConnections: number(row.max_connections),
    connections: number(row.current_connections),
    paused: number(row.paused) === 1,
    disabled: number(row.disabled) === 1,
  }
}

function settingsOf(rows: readonly ConsoleRow[]): Pools['settings'] {
  const values = new Map(rows.map((row) => [text(row.key), text(row.value)]))
  const amount = (key: string) => number(values.get(key))
  return {
    poolMode: values.get('pool_mode') ?? 'session',
    defaultPoolSize: amount('default_pool_size'),
    reservePoolSize: amount('reserve_pool_size'),
    maxClientConnections: amount('max_client_conn'),
    queryWaitTimeoutMs: amount('query_wait_timeout') * 1000,
    idleTransactionTimeoutMs: amount('idle_transaction_timeout') * 1000,
  }
}

const KEPT_GROUPS = 50

function grouped(rows: readonly ConsoleRow[]): readonly ClientGroup[] {
  const groups = new Map<string, ClientGroup>()
  for (const row of rows) {
    const group = {
      database: text(row.database),
      user: text(row.user),
      application: mask(text(row.application_name)),
      state: text(row.state),
    }
    const key = JSON.stringify(group)
    groups.set(key, { ...group, count: (groups.get(key)?.count ?? 0) + 1 })
  }
  return [...groups.values()].toSorted((left, right) => right.count - left.count).slice(0, KEPT_GROUPS)
}

function text(value: ConsoleRow[string]): string {
  return value == null ? '' : String(value)
}

/** Counts; what a version does not have counts as none. */
function number(value: ConsoleRow[string]): number {
  const count = Number(value ?? 0)
  return Number.isFinite(count) ? count : 0
}
