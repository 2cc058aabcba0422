/** A login of the bench; the passwords are distinctive so that leaks can be searched for. */
export interface Login {
  readonly user: string
  readonly password: string
}

/** The logins every bench database has. */
export const logins = {
  superuser: { user: 'postgres', password: 'bench-superuser-Kz81x' },
  /** Owns the database `users`, and is what the sample service uses. */
  app: { user: 'app', password: 'bench-app-Wq47t' },
  /** A member of pg_monitor, and of pg_use_reserved_connections where that exists, as `usrops doctor --sql` prints it. */
  monitor: { user: 'usrops_ro', password: 'bench-monitor-Lm93c' },
  replication: { user: 'replicator', password: 'bench-replicator-Vb26d' },
} as const satisfies Record<string, Login>

/** The database of the sample service. */
export const DATABASE = 'users'

const { app, monitor, replication } = logins

/** What makes a fresh server the bench's; each statement can be repeated. To be run in the database `postgres`. */
export const serverStatements: readonly string[] = [
  createRole(app, 'login'),
  createRole(monitor, 'login in role pg_monitor'),
  createRole(replication, 'login replication'),
  `do $$ begin
if exists (select from pg_roles where rolname = 'pg_use_reserved_connections') then grant pg_use_reserved_connections to ${monitor.user}; end if;
end $$`,
]

/** Must stand alone and is not repeatable: CREATE DATABASE has no IF NOT EXISTS. */
export const createDatabase = `create database ${DATABASE} owner ${app.user}`

/** To be run in the database `users`; repeatable. */
export const databaseStatements: readonly string[] = ['create extension if not exists pg_stat_statements']

function createRole({ user, password }: Login, options: string): string {
  return `do $$ begin
if not exists (select from pg_roles where rolname = '${user}') then create role ${user} ${options} password '${password}'; end if;
end $$`
}
