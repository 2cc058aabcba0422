import { ageMs, exactTime } from './age-sql.ts'

/** How many sessions are kept one by one; counts are of all. */
export const KEPT_SESSIONS = 200
const KEPT_GROUPS = 100

/** A row of `groupsQuery`, as ConnectionGroup and with the sum over all groups. */
export interface GroupRow {
  readonly application: string
  readonly user: string | null
  readonly database: string | null
  readonly client: string | null
  readonly state: string | null
  readonly count: number
  readonly oldestStateMs: number | null
}

/** Who holds how many connections, the largest groups first. Sessions that may not be seen have no backend_type and are counted apart. */
export const groupsQuery = `
SELECT application_name AS application,
       usename::text AS "user",
       datname::text AS database,
       host(client_addr) AS client,
       state,
       count(*) AS count,
       max(${ageMs('state_change')}) AS "oldestStateMs"
FROM pg_stat_activity
WHERE backend_type = 'client backend'
GROUP BY 1, 2, 3, 4, 5
ORDER BY count DESC, 1, 2
LIMIT ${KEPT_GROUPS}`

export interface TotalsRow {
  readonly user: string
  readonly visible: number
  readonly hidden: number
  readonly maxConnections: number
  readonly reservedForSuperusers: number
  readonly reserved: number
}

export const totalsQuery = `
SELECT current_user::text AS "user",
       (SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend') AS visible,
       (SELECT count(*) FROM pg_stat_activity WHERE backend_type IS NULL AND usesysid IS NOT NULL) AS hidden,
       current_setting('max_connections')::int AS "maxConnections",
       current_setting('superuser_reserved_connections')::int AS "reservedForSuperusers",
       coalesce(current_setting('reserved_connections', true)::int, 0) AS reserved`

/** Limits of a role or a database that are nearer than the one of the server. */
export const limitsQuery = `
SELECT 'role' AS kind, r.rolname::text AS name, r.rolconnlimit AS "limit",
       (SELECT count(*) FROM pg_stat_activity a WHERE a.usesysid = r.oid) AS used
FROM pg_roles r
WHERE r.rolconnlimit > 0 AND r.rolcanlogin AND NOT r.rolsuper
UNION ALL
SELECT 'database', d.datname::text, d.datconnlimit,
       (SELECT count(*) FROM pg_stat_activity a WHERE a.datid = d.oid AND a.usesysid IS NOT NULL)
FROM pg_database d
WHERE d.datconnlimit > 0`

/**
 * The sessions worth keeping: who waits, who is waited for, who is in a transaction. pg_blocking_pids looks through all locks, so it is asked only about those that wait
 * (pg_locks says so to everybody). It tells of queue positions too; 0 stands for a prepared transaction.
 */
export function sessionsQuery(version: number): string {
  const waitstart = version >= 140_000 ? 'min(l.waitstart) FILTER (WHERE NOT l.granted)' : 'NULL::timestamptz'
  return `
WITH waiting AS MATERIALIZED (
  SELECT l.pid,
         ${waitstart} AS since,
         min(l.mode) FILTER (WHERE NOT l.granted) AS mode,
         min(l.locktype) FILTER (WHERE NOT l.granted) AS type,
         -- Who waits for a row holds or waits for a lock on the tuple, which names the table.
         min(l.relation::regclass::text) FILTER (WHERE l.database = d.oid AND (NOT l.granted OR l.locktype = 'tuple')) AS relation
  FROM pg_locks l
  LEFT JOIN pg_database d ON d.datname = current_database()
  WHERE l.pid IN (SELECT w.pid FROM pg_locks w WHERE NOT w.granted)
  GROUP BY l.pid
), blocked AS MATERIALIZED (
  SELECT pid, since, mode, type, relation, pg_blocking_pids(pid) AS blockers
  FROM waiting
), involved AS (
  SELECT pid FROM blocked WHERE cardinality(blockers) > 0
  UNION
  SELECT unnest(blockers) FROM blocked
)
SELECT a.pid,
       ${exactTime('a.backend_start')} AS "backendStart",
       a.datname::text AS database,
       a.usename::text AS "user",
       a.application_name AS application,
       host(a.client_addr) AS client,
       a.backend_type AS "backendType",
       a.state,
       a.wait_event_type AS "waitEventType",
       a.wait_event AS "waitEvent",
       ${ageMs('a.backend_start')} AS "connectedMs",
       ${ageMs('a.xact_start')} AS "transactionMs",
       ${ageMs('a.query_start')} AS "queryMs",
       ${ageMs('a.state_change')} AS "stateMs",
       left(a.query, 2000) AS query,
       to_json(coalesce(b.blockers, '{}')) AS "blockedBy",
       CASE WHEN cardinality(b.blockers) > 0 THEN ${ageMs('coalesce(b.since, a.query_start)')} END AS "waitMs",
       b.mode AS "lockMode",
       b.type AS "lockType",
       b.relation
FROM pg_stat_activity a
LEFT JOIN blocked b USING (pid)
WHERE a.pid <> pg_backend_pid()
  AND (a.pid IN (SELECT pid FROM involved) OR a.xact_start IS NOT NULL OR a.state = 'active')
ORDER BY (a.pid IN (SELECT pid FROM involved)) DESC, a.xact_start ASC NULLS LAST, a.pid
LIMIT ${KEPT_SESSIONS + 1}`
}
