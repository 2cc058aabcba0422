import type { PostgresClient } from '../../clients/postgres/client.ts'
import { defineFacts } from '../../core/facts.ts'
import { mask, maskSql } from '../../core/mask.ts'
import {
  type GroupRow,
  groupsQuery,
  KEPT_SESSIONS,
  limitsQuery,
  sessionsQuery,
  type TotalsRow,
  totalsQuery,
} from './activity-query.ts'

/** Connections of clients that are alike. */
export type ConnectionGroup = GroupRow

/** How many connections one role or one database may have. */
export interface ConnectionLimit {
  readonly kind: 'role' | 'database'
  readonly name: string
  readonly limit: number
  readonly used: number
}

/** One session that waits, is waited for, or is in a transaction. Null where it may not be seen. */
export interface Session {
  readonly pid: number
  /** With the pid the identity of the session. */
  readonly backendStart: string | null
  readonly database: string | null
  readonly user: string | null
  readonly application: string
  readonly client: string | null
  readonly backendType: string | null
  readonly state: string | null
  readonly waitEventType: string | null
  readonly waitEvent: string | null
  readonly connectedMs: number | null
  readonly transactionMs: number | null
  readonly queryMs: number | null
  readonly stateMs: number | null
  /** The running or the last statement, without its literals. */
  readonly query: string | null
  /** Pids it waits for, its place in a queue included; 0 is a prepared transaction. */
  readonly blockedBy: readonly number[]
  readonly waitMs: number | null
  readonly lockMode: string | null
  /** What kind of thing it waits for: `relation`, `tuple`, `transactionid`, … */
  readonly lockType: string | null
  readonly relation: string | null
}

/** Who is connected, and what they do. */
export interface Activity {
  readonly user: string
  /** Sessions of other users of which an ordinary login sees nothing. */
  readonly hidden: number
  /** Client sessions that can be seen, usrops's own included; all of them when none is hidden. */
  readonly clientBackends: number
  readonly maxConnections: number
  /** What ordinary logins may use: without the slots reserved for superusers and for pg_use_reserved_connections. */
  readonly usable: number
  readonly groups: readonly ConnectionGroup[]
  readonly limits: readonly ConnectionLimit[]
  readonly sessions: readonly Session[]
  /** Whether there were more sessions than are kept. */
  readonly truncated: boolean
}

export const activity = defineFacts<Activity, PostgresClient>({
  id: 'postgres.activity',
  system: 'postgres',
  cost: 'cheap',
  async collect(client, budget) {
    const [groups, [totals], limits, sessions] = await client.read<[GroupRow, TotalsRow, ConnectionLimit, Session]>(
      [groupsQuery, totalsQuery, limitsQuery, sessionsQuery(client.version)],
      budget,
    )
    return {
      ...connectionsOf(totals),
      groups: groups.map((group) => ({ ...group, application: mask(group.application) })),
      limits,
      sessions: sessions.slice(0, KEPT_SESSIONS).map(masked),
      truncated: sessions.length > KEPT_SESSIONS,
    }
  },
})

function connectionsOf(totals: TotalsRow | undefined) {
  if (totals === undefined) throw new Error('the counts of sessions are missing')
  const { user, hidden, visible, maxConnections, reservedForSuperusers, reserved } = totals
  return {
    user,
    hidden,
    clientBackends: visible,
    maxConnections,
    usable: maxConnections - reservedForSuperusers - reserved,
  }
}

// Long enough to recognise a statement by.
const SHOWN_QUERY = 300

function masked(session: Session): Session {
  const seen = session.backendType !== null && session.query !== null && session.query !== ''
  return {
    ...session,
    // Of sessions that may not be seen the server gives an empty or a null name, and a placeholder for the text.
    application: mask(session.application ?? ''),
    query: seen ? maskSql(session.query).replace(/\s+/g, ' ').slice(0, SHOWN_QUERY) : null,
  }
}
