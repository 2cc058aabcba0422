import type { PostgresClient } from '../../clients/postgres/client.ts'
import { defineFacts } from '../../core/facts.ts'
import { ageMs } from './age-sql.ts'

/** All locks of one mode on one thing. */
export interface LockGroup {
  /** `relation`, `tuple`, `transactionid`, `advisory`, … */
  readonly type: string
  /** Null for what is no table or index. */
  readonly relation: string | null
  readonly mode: string
  readonly granted: number
  readonly waiting: number
  readonly sessions: number
  readonly longestWaitMs: number | null
  /** Age of the oldest transaction that holds one; null where none may be seen. */
  readonly oldestHolderMs: number | null
}

/** A lock on a table that a session holds for which others wait. */
export interface HeldLock {
  readonly pid: number
  readonly relation: string
  readonly mode: string
}

/** The locks of the connected database, without usrops's own. */
export interface Locks {
  readonly groups: readonly LockGroup[]
  /** How many groups there are, those that are not listed included. */
  readonly groupCount: number
  readonly held: readonly HeldLock[]
}

export const locks = defineFacts<Locks, PostgresClient>({
  id: 'postgres.locks',
  system: 'postgres',
  cost: 'heavy',
  async collect(client, budget) {
    const [rows, held] = await client.read<[LockGroup & { groupCount: number }, HeldLock]>(
      [groupsQuery(client.version), heldQuery],
      budget,
    )
    const groups = rows.map(({ groupCount: _, ...group }) => group)
    return { groups, groupCount: rows[0]?.groupCount ?? 0, held }
  },
})

const here = '(SELECT oid FROM pg_database WHERE datname = current_database())'

/** Those that are waited for first, then the strongest. Every session locks its own transaction numbers: only those that are waited for say something. */
export function groupsQuery(version: number): string {
  const since = version >= 140_000 ? 'coalesce(l.waitstart, a.query_start)' : 'a.query_start'
  return `
SELECT l.locktype AS type,
       l.relation::regclass::text AS relation,
       l.mode,
       count(*) FILTER (WHERE l.granted) AS granted,
       count(*) FILTER (WHERE NOT l.granted) AS waiting,
       count(DISTINCT l.pid) AS sessions,
       max(${ageMs(since)}) FILTER (WHERE NOT l.granted) AS "longestWaitMs",
       max(${ageMs('a.xact_start')}) FILTER (WHERE l.granted) AS "oldestHolderMs",
       count(*) OVER () AS "groupCount"
FROM pg_locks l
LEFT JOIN pg_stat_activity a USING (pid)
WHERE l.pid IS DISTINCT FROM pg_backend_pid()
  AND (l.database IS NULL OR l.database IN (0, ${here}))
  AND l.locktype <> 'virtualxid'
  AND (l.locktype <> 'transactionid' OR NOT l.granted)
GROUP BY l.locktype, l.relation, l.mode
ORDER BY waiting DESC,
         array_position(ARRAY['AccessExclusiveLock', 'ExclusiveLock', 'ShareRowExclusiveLock', 'ShareLock',
                              'ShareUpdateExclusiveLock', 'RowExclusiveLock', 'RowShareLock', 'AccessShareLock'], l.mode),
         granted DESC,
         2
LIMIT 500`
}

const heldQuery = `
SELECT DISTINCT l.pid, l.relation::regclass::text AS relation, l.mode
FROM pg_locks l
JOIN pg_class c ON c.oid = l.relation
WHERE l.granted
  AND l.locktype = 'relation'
  AND l.database = ${here}
  AND c.relkind NOT IN ('i', 'I', 't')
  AND l.pid IN (SELECT unnest(pg_blocking_pids(w.pid)) FROM pg_locks w WHERE NOT w.granted)
ORDER BY 1, 2, 3
LIMIT 500`
