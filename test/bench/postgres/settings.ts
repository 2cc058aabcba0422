/** `name=value` settings of a PostgreSQL server. */
export type Settings = Readonly<Record<string, string | number>>

/** What every server of the bench runs with, unless a test says otherwise. */
export const benchSettings: Settings = {
  // Small, so that running out of connections can be shown with few clients.
  max_connections: 40,
  // For usrops, when nobody else can connect any more.
  reserved_connections: 2,
  shared_buffers: '32MB',
  shared_preload_libraries: 'pg_stat_statements',
  wal_level: 'logical',
  // A replica that is started or comes back late must still find all changes since the template.
  wal_keep_size: '512MB',
  max_wal_senders: 5,
  log_lock_waits: 'on',
  log_line_prefix: '%m [%p] %q%u@%d ',
  // TCP only: no socket file that a client without -h would find.
  unix_socket_directories: '',
  timezone: 'UTC',
}

/** As arguments of `postgres`. */
export function asArguments(settings: Settings): string[] {
  return Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])
}
