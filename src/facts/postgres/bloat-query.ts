import { ageMs } from './age-sql.ts'
import { shutTables, systemSchemas } from './shut-tables.ts'

/**
 * How wide columns are. `pg_stats` shows only those of tables that the login may read, so `usrops doctor --sql` makes a function that shows the widths, and nothing else, of
 * all. It is called only where a superuser made it: with our rights anything else might run.
 */
export const sourceQuery = `
SELECT EXISTS (
         SELECT 1
         FROM pg_proc p
         JOIN pg_namespace n ON n.oid = p.pronamespace
         JOIN pg_roles o ON o.oid = p.proowner
         WHERE n.nspname = 'usrops'
           AND p.proname = 'column_widths'
           AND p.pronargs = 0
           AND p.prosecdef
           AND o.rolsuper
           AND has_schema_privilege(n.oid, 'USAGE')
           AND has_function_privilege(p.oid, 'EXECUTE')) AS "hasFunction",
       coalesce((SELECT rolsuper FROM pg_roles WHERE rolname = current_user), false)
         OR coalesce((SELECT pg_has_role(oid, 'USAGE') FROM pg_roles WHERE rolname = 'pg_read_all_data'), false) AS "readsAll"`

const ownWidths = `
  SELECT c.oid, a.attnum, s.null_frac::float8 AS null_share, s.avg_width AS width
  FROM pg_stats s
  JOIN pg_namespace n ON n.nspname = s.schemaname
  JOIN pg_class c ON c.relnamespace = n.oid AND c.relname = s.tablename
  JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = s.attname
  WHERE NOT s.inherited`

const allWidths = `
  SELECT relation AS oid, attnum, null_share::float8, width
  FROM usrops.column_widths()`

const widths = (hasFunction: boolean) => `widths AS MATERIALIZED (${hasFunction ? allWidths : ownWidths}
)`

/** What one row takes, from the widths of its columns. */
const shape = `
         count(*) AS columns,
         count(w.width) AS measured,
         coalesce(sum((1 - w.null_share) * w.width), 0) AS data_width,
         coalesce(bool_or(w.null_share > 0), false) AS nullable`

/** Smaller ones are not worth repairing: 8 pages are 64 kB. */
const LEAST_PAGES = 8
const KEPT = 500

const pages = (relation: string, table: string) => `
       CASE WHEN ${table} NOT IN (SELECT oid FROM shut)
            THEN pg_relation_size(${relation}) / current_setting('block_size')::int
       END AS pages`

const fillfactor = (otherwise: number) => `
       coalesce((SELECT option_value::int FROM pg_options_to_table(c.reloptions) WHERE option_name = 'fillfactor'),
                ${otherwise}) AS "fillPercent"`

/** The heaps of tables, with what one row of each should take. */
export function heapsQuery(hasFunction: boolean): string {
  return `
WITH ${shutTables},
${widths(hasFunction)},
candidates AS MATERIALIZED (
  SELECT c.*
  FROM pg_class c
  JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE c.relkind IN ('r', 'm')
    AND c.relpersistence <> 't'
    AND n.nspname NOT IN ${systemSchemas}
    AND c.relpages >= ${LEAST_PAGES}
  ORDER BY c.relpages DESC
  LIMIT ${KEPT}
),
shapes AS MATERIALIZED (
  SELECT c.oid,
         ${shape}
  FROM candidates c
  JOIN pg_attribute a ON a.attrelid = c.oid
  LEFT JOIN widths w ON w.oid = a.attrelid AND w.attnum = a.attnum
  WHERE a.attnum > 0
    AND NOT a.attisdropped
  GROUP BY c.oid
)
SELECT c.oid::regclass::text AS "table",${pages('c.oid', 'c.oid')},
       CASE WHEN c.reltuples >= 0 THEN c.reltuples::float8 END AS rows,${fillfactor(100)},
       w.columns,
       w.measured,
       w.data_width AS "dataWidth",
       w.nullable,
       s.n_dead_tup AS "deadRows",
       ${ageMs('greatest(s.last_vacuum, s.last_autovacuum)')} AS "lastVacuumMs",
       ${ageMs('greatest(s.last_analyze, s.last_autoanalyze)')} AS "lastAnalyzeMs"
FROM candidates c
JOIN pg_stat_all_tables s ON s.relid = c.oid
JOIN shapes w ON w.oid = c.oid`
}

/** B-trees, with what one entry of each should take. An expression has statistics of its own, under the name of the index. */
export function btreesQuery(hasFunction: boolean): string {
  return `
WITH ${shutTables},
${widths(hasFunction)},
candidates AS MATERIALIZED (
  SELECT c.*, i.indrelid, i.indkey
  FROM pg_index i
  JOIN pg_class c ON c.oid = i.indexrelid
  JOIN pg_namespace n ON n.oid = c.relnamespace
  JOIN pg_am m ON m.oid = c.relam
  WHERE m.amname = 'btree'
    AND i.indisvalid
    AND c.relkind = 'i'
    AND n.nspname NOT IN ${systemSchemas}
    AND c.relpages >= ${LEAST_PAGES}
  ORDER BY c.relpages DESC
  LIMIT ${KEPT}
),
shapes AS MATERIALIZED (
  SELECT c.oid,
         ${shape}
  FROM candidates c
  CROSS JOIN LATERAL unnest(c.indkey::int2[]) WITH ORDINALITY k (attnum, place)
  LEFT JOIN widths w
    ON w.oid = CASE WHEN k.attnum = 0 THEN c.oid ELSE c.indrelid END
    AND w.attnum = CASE WHEN k.attnum = 0 THEN k.place ELSE k.attnum END
  GROUP BY c.oid
)
SELECT c.oid::regclass::text AS index,
       c.indrelid::regclass::text AS "table",${pages('c.oid', 'c.indrelid')},
       CASE WHEN c.reltuples >= 0 THEN c.reltuples::float8 END AS rows,${fillfactor(90)},
       w.columns,
       w.measured,
       w.data_width AS "dataWidth",
       w.nullable
FROM candidates c
JOIN shapes w ON w.oid = c.oid`
}
