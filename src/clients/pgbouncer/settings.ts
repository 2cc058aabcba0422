import type { PostgresSettings } from '../postgres/settings.ts'

/** PgBouncer's admin console: the Postgres protocol with the database `pgbouncer` and a user of `stats_users` or `admin_users`. */
export type PgBouncerSettings = PostgresSettings
