import type { PostgresClient } from '../../clients/postgres/client.ts'
import { defineFacts } from '../../core/facts.ts'
import { ageMs } from './age-sql.ts'

/** A table that autovacuum should have come to, or will soon. */
export interface TableCare {
  readonly table: string
  readonly deadRows: number
  readonly liveRows: number
  /** The number of dead rows at which autovacuum comes; its own settings of the table are taken into account. */
  readonly dueAt: number
  readonly autovacuum: boolean
  readonly lastVacuumMs: number | null
  readonly lastAnalyzeMs: number | null
  readonly modifiedSinceAnalyze: number
  readonly sequentialScans: number
  readonly sequentialRows: number
  readonly bytes: number
}

/** The tables of the connected database that need care the most, and who could do it. */
export interface Tables {
  readonly user: string
  readonly autovacuum: boolean
  readonly maxWorkers: number
  /** Null where background processes may not be seen. */
  readonly workers: number | null
  readonly inRecovery: boolean
  readonly tables: readonly TableCare[]
}

export const tables = defineFacts<Tables, PostgresClient>({
  id: 'postgres.tables',
  system: 'postgres',
  cost: 'cheap',
  async collect(client, budget) {
    const [[workers], care] = await client.read<[Omit<Tables, 'tables' | 'user'>, TableCare]>(
      [workersQuery, careQuery],
      budget,
    )
    if (workers === undefined) throw new Error('the settings of autovacuum are missing')
    return { user: client.user, ...workers, tables: care }
  },
})

/** How many times over autovacuum is due; 1 is when it comes. */
export function overdue({ deadRows, dueAt }: TableCare): number {
  return deadRows / Math.max(1, dueAt)
}

const workersQuery = `
SELECT current_setting('autovacuum')::bool AND current_setting('track_counts')::bool AS autovacuum,
       current_setting('autovacuum_max_workers')::int AS "maxWorkers",
       pg_is_in_recovery() AS "inRecovery",
       CASE WHEN pg_has_role('pg_read_all_stats', 'USAGE')
            THEN (SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'autovacuum worker')
       END AS workers`

/** A storage parameter of the table, else the setting of the server. */
const option = (name: string) => `coalesce(
    (SELECT option_value FROM pg_options_to_table(c.reloptions) WHERE option_name = '${name}')::float8,
    current_setting('${name}')::float8)`

// autovacuum_vacuum_max_threshold bounds it from PostgreSQL 18 on; -1 turns the bound off.
const careQuery = `
WITH care AS (
  SELECT c.oid,
         format('%I.%I', n.nspname, c.relname) AS "table",
         least(
           ${option('autovacuum_vacuum_threshold')}
             + ${option('autovacuum_vacuum_scale_factor')} * greatest(c.reltuples, 0),
           nullif(current_setting('autovacuum_vacuum_max_threshold', true)::float8, -1)) AS due_at,
         coalesce((SELECT option_value FROM pg_options_to_table(c.reloptions) WHERE option_name = 'autovacuum_enabled')::bool, true) AS enabled,
         c.relpages::bigint * current_setting('block_size')::int AS bytes
  FROM pg_class c
  JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE c.relkind IN ('r', 'm') AND c.relpersistence <> 't'
)
SELECT care."table",
       s.n_dead_tup AS "deadRows",
       s.n_live_tup AS "liveRows",
       round(care.due_at) AS "dueAt",
       care.enabled AS autovacuum,
       ${ageMs('greatest(s.last_vacuum, s.last_autovacuum)')} AS "lastVacuumMs",
       ${ageMs('greatest(s.last_analyze, s.last_autoanalyze)')} AS "lastAnalyzeMs",
       s.n_mod_since_analyze AS "modifiedSinceAnalyze",
       s.seq_scan AS "sequentialScans",
       s.seq_tup_read AS "sequentialRows",
       care.bytes
FROM care
JOIN pg_stat_all_tables s ON s.relid = care.oid
ORDER BY s.n_dead_tup / greatest(care.due_at, 1) DESC, s.n_mod_since_analyze DESC
LIMIT 20`
