import type { PostgresClient } from '../../clients/postgres/client.ts'
import { defineFacts } from '../../core/facts.ts'
import { ageMs } from './age-sql.ts'
import { shutTables, systemSchemas } from './shut-tables.ts'

/** Null where this login may not know it. */
export interface DatabaseSize {
  readonly database: string
  readonly bytes: number | null
}

/** What a table takes on the disk. Null while somebody holds the table for himself alone. */
export interface TableSize {
  readonly table: string
  readonly totalBytes: number | null
  readonly heapBytes: number | null
  readonly indexBytes: number | null
  readonly toastBytes: number | null
  /** As estimated when it was last vacuumed or analysed; null where it never was. */
  readonly rows: number | null
  readonly deadRows: number
  readonly lastVacuumMs: number | null
}

/** What lies on the disk: all databases of the server, and the largest tables of the connected one. */
export interface Sizes {
  readonly database: string
  readonly user: string
  readonly databases: readonly DatabaseSize[]
  readonly tables: readonly TableSize[]
  /** How many tables there are, those that are not listed included. */
  readonly tableCount: number
}

export const sizes = defineFacts<Sizes, PostgresClient>({
  id: 'postgres.sizes',
  system: 'postgres',
  cost: 'heavy',
  async collect(client, budget) {
    const [databases, rows] = await client.read<[DatabaseSize, TableSize & { tableCount: number }]>(
      [databasesQuery, tablesQuery],
      budget,
    )
    const { database, user } = client
    const tables = rows.map(({ tableCount: _, ...table }) => table)
    return { database, user, databases, tables, tableCount: rows[0]?.tableCount ?? 0 }
  },
})

const databasesQuery = `
SELECT datname::text AS database,
       CASE WHEN has_database_privilege(oid, 'CONNECT') OR pg_has_role('pg_read_all_stats', 'USAGE')
            THEN pg_database_size(oid)
       END AS bytes
FROM pg_database
WHERE datallowconn
ORDER BY bytes DESC NULLS LAST, 1
LIMIT 100`

// Each size is a look at the file system: of very many tables only those that were the largest when they were last vacuumed are measured.
const MEASURED = 2_000
const KEPT = 500

const tablesQuery = `
WITH ${shutTables},
candidates AS MATERIALIZED (
  SELECT c.oid, c.reltoastrelid, c.reltuples, count(*) OVER () AS table_count
  FROM pg_class c
  JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE c.relkind IN ('r', 'm')
    AND c.relpersistence <> 't'
    AND n.nspname NOT IN ${systemSchemas}
  ORDER BY c.relpages DESC, c.oid DESC
  LIMIT ${MEASURED}
),
measured AS MATERIALIZED (
  SELECT c.*,
         CASE WHEN s.oid IS NULL THEN pg_relation_size(c.oid) END AS heap,
         CASE WHEN s.oid IS NULL THEN pg_indexes_size(c.oid) END AS indexes,
         CASE WHEN s.oid IS NULL THEN pg_total_relation_size(c.oid) END AS total,
         CASE WHEN s.oid IS NULL AND c.reltoastrelid <> 0 THEN pg_total_relation_size(c.reltoastrelid)
              WHEN s.oid IS NULL THEN 0
         END AS toast
  FROM candidates c
  LEFT JOIN shut s ON s.oid = c.oid
)
SELECT m.oid::regclass::text AS "table",
       m.total AS "totalBytes",
       m.heap AS "heapBytes",
       m.indexes AS "indexBytes",
       m.toast AS "toastBytes",
       CASE WHEN m.reltuples >= 0 THEN m.reltuples::bigint END AS rows,
       s.n_dead_tup AS "deadRows",
       ${ageMs('greatest(s.last_vacuum, s.last_autovacuum)')} AS "lastVacuumMs",
       m.table_count AS "tableCount"
FROM measured m
JOIN pg_stat_all_tables s ON s.relid = m.oid
ORDER BY m.total DESC NULLS FIRST, 1
LIMIT ${KEPT}`
