/**
 * A CTE of the tables that somebody holds or wants for himself alone. Asking their size would wait for that, and so would fail for every other table:
 * it is left unknown instead. Indexes and TOAST tables count as their table.
 */
export const shutTables = `
shut AS MATERIALIZED (
  SELECT DISTINCT coalesce(i.indrelid, t.oid, l.relation) AS oid
  FROM pg_locks l
  LEFT JOIN pg_index i ON i.indexrelid = l.relation
  LEFT JOIN pg_class t ON t.reltoastrelid = l.relation AND l.relation <> 0
  WHERE l.locktype = 'relation'
    AND l.mode = 'AccessExclusiveLock'
    AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
)`

/** Schemas in which nobody keeps data of an application. */
export const systemSchemas = `('pg_catalog', 'information_schema', 'pg_toast')`
