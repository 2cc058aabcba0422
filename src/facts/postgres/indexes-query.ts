import { ageMs } from './age-sql.ts'
import { shutTables, systemSchemas } from './shut-tables.ts'

const bytes = (index: string, table: string) =>
  `CASE WHEN ${table} NOT IN (SELECT oid FROM shut) THEN pg_relation_size(${index}) END`

/** Indexes that no statement has used since the counters were reset, and that nothing else needs: no constraint, no identity of replication. */
export const unusedQuery = `
WITH ${shutTables}
SELECT s.relid::regclass::text AS "table",
       s.indexrelid::regclass::text AS index,
       ${bytes('s.indexrelid', 's.relid')} AS bytes,
       CASE WHEN s.relid NOT IN (SELECT oid FROM shut) THEN pg_get_indexdef(s.indexrelid) END AS definition
FROM pg_stat_all_indexes s
JOIN pg_index i USING (indexrelid)
WHERE s.schemaname NOT IN ${systemSchemas}
  AND s.idx_scan = 0
  AND NOT i.indisunique
  AND NOT i.indisexclusion
  AND NOT i.indisreplident
  AND i.indisvalid
  AND NOT EXISTS (SELECT 1 FROM pg_constraint c WHERE c.conindid = s.indexrelid)
ORDER BY bytes DESC NULLS LAST, 2
LIMIT 200`

/** Indexes that no statement may use. Where one is ready, every write still pays for it. */
export const invalidQuery = `
WITH ${shutTables}
SELECT i.indrelid::regclass::text AS "table",
       i.indexrelid::regclass::text AS index,
       ${bytes('i.indexrelid', 'i.indrelid')} AS bytes,
       i.indisready AS maintained,
       p.pid AS "buildingPid",
       p.phase AS "buildingPhase"
FROM pg_index i
LEFT JOIN pg_stat_progress_create_index p
  ON p.index_relid = i.indexrelid OR (p.index_relid = 0 AND p.relid = i.indrelid)
WHERE NOT i.indisvalid
ORDER BY 1, 2
LIMIT 200`

/** Indexes that are the same but for their name; the first of each list is the one to keep. */
export const duplicateQuery = `
WITH ${shutTables},
same AS (
  SELECT i.indrelid,
         array_agg(i.indexrelid ORDER BY i.indisprimary DESC, i.indisunique DESC, i.indexrelid) AS indexes
  FROM pg_index i
  JOIN pg_class c ON c.oid = i.indexrelid
  JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE i.indisvalid
    AND n.nspname NOT IN ${systemSchemas}
    -- To tell an expression, the server locks the table.
    AND i.indrelid NOT IN (SELECT oid FROM shut)
  GROUP BY i.indrelid, c.relam, i.indkey::text, i.indclass::text, i.indcollation::text, i.indoption::text,
           coalesce(pg_get_expr(i.indexprs, i.indrelid), ''), coalesce(pg_get_expr(i.indpred, i.indrelid), '')
  HAVING count(*) > 1
)
SELECT s.indrelid::regclass::text AS "table",
       s.indexes[1]::regclass::text AS keep,
       d.index::regclass::text AS index,
       ${bytes('d.index', 's.indrelid')} AS bytes,
       i.indisunique AS "isUnique",
       EXISTS (SELECT 1 FROM pg_constraint c WHERE c.conindid = d.index) AS "hasConstraint"
FROM same s
CROSS JOIN LATERAL unnest(s.indexes[2:]) AS d (index)
JOIN pg_index i ON i.indexrelid = d.index
ORDER BY bytes DESC NULLS LAST, 3
LIMIT 200`

/** Foreign keys whose columns no index begins with: each change of the table they point to reads all of this one. */
export const foreignKeysQuery = `
WITH ${shutTables}
SELECT c.conrelid::regclass::text AS "table",
       c.conname::text AS "foreignKey",
       c.confrelid::regclass::text AS referenced,
       (SELECT string_agg(quote_ident(a.attname), ', ' ORDER BY k.ord)
        FROM unnest(c.conkey) WITH ORDINALITY k (attnum, ord)
        JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = k.attnum) AS columns,
       ${bytes('c.conrelid', 'c.conrelid')} AS bytes,
       CASE WHEN t.reltuples >= 0 THEN t.reltuples::bigint END AS rows
FROM pg_constraint c
JOIN pg_class t ON t.oid = c.conrelid
WHERE c.contype = 'f'
  AND NOT EXISTS (
    SELECT 1
    FROM pg_index i
    WHERE i.indrelid = c.conrelid
      AND i.indisvalid
      AND i.indpred IS NULL
      AND (i.indkey::int2[])[0:cardinality(c.conkey) - 1] @> c.conkey
      AND (i.indkey::int2[])[0:cardinality(c.conkey) - 1] <@ c.conkey)
ORDER BY bytes DESC NULLS LAST, 1, 2
LIMIT 200`

export const countedQuery = `
WITH ${shutTables}
SELECT ${ageMs('coalesce(stats_reset, pg_postmaster_start_time())')} AS "countedMs",
       stats_reset IS NOT NULL AS "isReset",
       pg_is_in_recovery() AS "inRecovery",
       (SELECT count(*) FROM shut) AS "shutTables",
       (SELECT count(*) FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE n.nspname NOT IN ${systemSchemas}) AS "indexCount"
FROM pg_stat_database
WHERE datname = current_database()`
