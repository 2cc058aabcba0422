/**
 * The statements that make a login which sees everything that usrops asks and can change nothing. It is not made read-only by a setting of its own: each question already is.
 * Which right is for what: https://www.postgresql.org/docs/current/predefined-roles.html
 */
export const postgresRole = `-- To be run once by a superuser; the rights count for all databases of the server.
CREATE ROLE usrops_ro LOGIN CONNECTION LIMIT 5;
\\password usrops_ro

-- Sessions and statements of other users, replication, settings, the WAL directory.
GRANT pg_monitor TO usrops_ro;

-- PostgreSQL 16 and later, with reserved_connections > 0: lets usrops connect when nobody else can any more.
DO $$
BEGIN
  IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'pg_use_reserved_connections') THEN
    GRANT pg_use_reserved_connections TO usrops_ro;
  END IF;
END
$$;

-- In each database of a service, for its slow statements (needs shared_preload_libraries = 'pg_stat_statements').
CREATE EXTENSION IF NOT EXISTS pg_stat_statements;

-- In each database of a service, for estimates of bloat: how wide columns are on average, and none of their values.
CREATE SCHEMA IF NOT EXISTS usrops;
CREATE OR REPLACE FUNCTION usrops.column_widths()
RETURNS TABLE (relation oid, attnum int2, null_share real, width int)
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS 'SELECT starelid, staattnum, stanullfrac, stawidth FROM pg_catalog.pg_statistic WHERE NOT stainherit';
REVOKE ALL ON FUNCTION usrops.column_widths() FROM PUBLIC;
GRANT USAGE ON SCHEMA usrops TO usrops_ro;
GRANT EXECUTE ON FUNCTION usrops.column_widths() TO usrops_ro;
`
