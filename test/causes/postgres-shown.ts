import type { Activity, ConnectionGroup, Session } from '../../src/facts/postgres/activity.ts'
import type { Checkpoints } from '../../src/facts/postgres/checkpoints.ts'
import type { DatabaseCounters } from '../../src/facts/postgres/databases.ts'
import type { Recovery, Replication } from '../../src/facts/postgres/replication.ts'
import type { Server } from '../../src/facts/postgres/server.ts'
import type { Statement, Statements } from '../../src/facts/postgres/statements.ts'
import type { Tables } from '../../src/facts/postgres/tables.ts'
import type { Transactions, XminHolder } from '../../src/facts/postgres/transactions.ts'
import type { Wal } from '../../src/facts/postgres/wal.ts'
import { activityOf, GB, HOUR, session } from '../checks/postgres/examples.ts'

/** What a Postgres shows; what is left out is as on a healthy primary. */
export interface PostgresShown {
  readonly activity?: Partial<Activity>
  readonly server?: Partial<Server>
  readonly replication?: Partial<Replication>
  readonly holders?: readonly Partial<XminHolder>[]
  readonly transactions?: Partial<Transactions>
  readonly statements?: readonly Partial<Statement>[]
  readonly wal?: Partial<Wal>
  readonly tables?: Partial<Tables>
}

const server: Server = {
  version: 160_004,
  versionText: '16.4',
  pooled: false,
  expects: 'primary',
  user: 'usrops_ro',
  database: 'users',
  inRecovery: false,
  timeline: 1,
  startedMs: 240 * HOUR,
  configurationLoadedMs: 240 * HOUR,
  readOnlyDefault: { everywhere: false, database: false, roles: [], session: false },
  rights: { superuser: false, seesAllSessions: true, maySignal: false, reservedSlots: false },
  settings: {},
}

const counters: DatabaseCounters = {
  ...{ database: 'users', backends: 10, commits: 1e6, rollbacks: 100, deadlocks: 0, conflicts: 0 },
  ...{ temporaryFiles: 0, temporaryBytes: 0, blocksHit: 1e6, blocksRead: 1e3, rowsReturned: 1e6, rowsFetched: 1e6 },
  ...{ rowsWritten: 1e5, checksumFailures: null, countedMs: 240 * HOUR, resetAt: null, serverStart: 'a' },
}

const checkpoints: Checkpoints = {
  ...{ timed: 2000, requested: 10, writeMs: 1e6, syncMs: 1e3, checkpointTimeoutMs: 300_000, maxWalBytes: GB },
  ...{ countedMs: 240 * HOUR, resetAt: null, serverStart: 'a' },
}

const tables: Tables = { user: 'usrops_ro', autovacuum: true, maxWorkers: 3, workers: 0, inRecovery: false, tables: [] }

/** Ten connections of the service, most of them idle, as a pool keeps them. */
const quiet: readonly ConnectionGroup[] = [group({ count: 8, state: 'idle' }), group({ count: 2 })]

export function group(over: Partial<ConnectionGroup> = {}): ConnectionGroup {
  const of = { application: 'user-service', user: 'app', database: 'users', client: '10.0.0.7' }
  return { ...of, state: 'active', count: 1, oldestStateMs: 1_000, ...over }
}

function statement(over: Partial<Statement> = {}): Statement {
  const of = { queryId: '42', user: 'app', toplevel: true, query: 'SELECT * FROM users WHERE id = $1' }
  const blocks = { blocksRead: 0, blocksHit: 1e5, temporaryBlocks: 0, walBytes: 0 }
  return { ...of, ...blocks, calls: 1000, totalMs: 2000, meanMs: 2, maxMs: 9, rows: 1000, ...over }
}

/** A standby that replays what it gets. */
export const following: Recovery = {
  ...{ paused: false, unappliedBytes: 0, lastReplayedMs: HOUR, hasReceiver: true, receiverStatus: 'streaming' },
  ...{ lastMessageMs: 500, behindBytes: 0 },
}

/** Facts by their id. */
export function postgresFacts(shown: PostgresShown): Readonly<Record<string, unknown>> {
  const archiver = null
  const statements: Statements = {
    ...{ user: 'usrops_ro', hidden: 0, forgotten: 0, resetAt: null, serverStart: 'a' },
    statements: (shown.statements ?? [{}]).map((each) => statement(each)),
  }
  const replication = { user: 'usrops_ro', inRecovery: false, standbys: [], slots: [], archiver, recovery: null }
  const holder = { kind: 'session', backendStart: null, owner: 'app', database: 'users', detail: null, heldMs: null }
  return {
    'postgres.activity': activityOf({ groups: quiet, ...shown.activity }),
    'postgres.server': { ...server, ...shown.server },
    'postgres.replication': { ...replication, ...shown.replication } satisfies Replication,
    'postgres.transactions': {
      ...{ user: 'usrops_ro', hidden: 0, prepared: [] },
      holders: (shown.holders ?? []).map((each) => ({ ...holder, name: '1', xminAge: 10, ...each }) as XminHolder),
      ...shown.transactions,
    } satisfies Transactions,
    'postgres.databases': counters,
    'postgres.statements': statements,
    'postgres.checkpoints': checkpoints,
    'postgres.wal': { segments: 32, bytes: GB / 2, maxWalBytes: GB, keepBytes: 0, ...shown.wal } satisfies Wal,
    'postgres.wraparound': [{ database: 'users', xidAge: 1e6, multixactAge: 0, freezeMaxAge: 2e8 }],
    'postgres.tables': { ...tables, ...shown.tables },
  }
}

/** One session that does nothing in its transaction, and others that wait for it. */
export function blockade(count: number, over: Partial<Session> = {}): readonly Session[] {
  const root = session({ pid: 4711, application: 'psql', state: 'idle in transaction', stateMs: 60_000, ...over })
  const waiting = Array.from({ length: count }, (_, index) => victim(5000 + index, root.pid))
  return [root, ...waiting]
}

export function victim(pid: number, blocker: number, over: Partial<Session> = {}): Session {
  const lock = { lockMode: 'RowExclusiveLock', lockType: 'transactionid', relation: 'users' }
  const wait = { waitEventType: 'Lock', blockedBy: [blocker], waitMs: 30_000, queryMs: 30_000 }
  return session({ pid, ...lock, ...wait, query: 'UPDATE users SET name = $1', ...over })
}
