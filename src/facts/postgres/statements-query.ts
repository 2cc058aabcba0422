import { exactTime } from './age-sql.ts'

// The mark that the client puts before each of its statements.
const OWN_QUERY = '/* usrops */'

/** The schema the extension was put into, quoted: it need not be on the search path. */
export const extensionQuery = `
SELECT quote_ident(n.nspname) AS schema
FROM pg_extension e
JOIN pg_namespace n ON n.oid = e.extnamespace
WHERE e.extname = 'pg_stat_statements'`

export interface StatementRow {
  readonly user: string | null
  /** Text, since it has more digits than a number of JSON. */
  readonly queryId: string | null
  readonly toplevel: boolean
  readonly query: string
  readonly hidden: boolean
  readonly calls: number
  readonly totalMs: number
  readonly meanMs: number
  readonly maxMs: number
  readonly rows: number
  readonly blocksRead: number
  readonly blocksHit: number
  readonly temporaryBlocks: number
  readonly walBytes: number
}

/** How many statements of the largest total cost are kept, and of the slowest: one that became slow just now is not yet among the first. */
export const BY_TOTAL = 50
const BY_MEAN = 20

/** The statements of the connected database; usrops's own are left out. */
export function statementsQuery(version: number, schema: string): string {
  const toplevel = version >= 140_000 ? 's.toplevel' : 'true'
  return `
WITH s AS MATERIALIZED (
  SELECT *,
         row_number() OVER (ORDER BY total_exec_time DESC) AS by_total,
         row_number() OVER (ORDER BY mean_exec_time DESC) AS by_mean
  FROM ${schema}.pg_stat_statements
  WHERE dbid = (SELECT oid FROM pg_database WHERE datname = current_database())
    AND query NOT LIKE '${OWN_QUERY}%'
)
SELECT u.rolname::text AS "user",
       s.queryid::text AS "queryId",
       ${toplevel} AS toplevel,
       left(s.query, 2000) AS query,
       s.queryid IS NULL AS hidden,
       s.calls,
       s.total_exec_time AS "totalMs",
       s.mean_exec_time AS "meanMs",
       s.max_exec_time AS "maxMs",
       s.rows,
       s.shared_blks_read AS "blocksRead",
       s.shared_blks_hit AS "blocksHit",
       s.temp_blks_written AS "temporaryBlocks",
       s.wal_bytes AS "walBytes"
FROM s
LEFT JOIN pg_roles u ON u.oid = s.userid
WHERE by_total <= ${BY_TOTAL} OR by_mean <= ${BY_MEAN}
ORDER BY s.total_exec_time DESC`
}

/** Since when it counts. Before PostgreSQL 14 the extension does not tell. */
export function sourceQuery(version: number, schema: string): string {
  const start = exactTime('pg_postmaster_start_time()')
  if (version < 140_000)
    return `
SELECT NULL::bigint AS forgotten, NULL::text AS "resetAt", ${start} AS "serverStart"`
  return `
SELECT dealloc AS forgotten, ${exactTime('stats_reset')} AS "resetAt", ${start} AS "serverStart"
FROM ${schema}.pg_stat_statements_info`
}
