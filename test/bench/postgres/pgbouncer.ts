import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { freePort } from '../machine/ports.ts'
import { type Progress, silent } from '../machine/progress.ts'
import { openRunFolder } from '../machine/run-folder.ts'
import type { ServerControl } from '../machine/server-control.ts'
import { startServer } from '../machine/server-process.ts'
import { handOver, unprivilegedUser } from '../machine/unprivileged-user.ts'
import { pgbouncerBinary } from '../toolchain/pgbouncer-binary.ts'
import { DATABASE, type Login, logins } from './roles.ts'

/** The logins that exist on the pooler only. */
export const poolerLogins = {
  /** May do everything on the console, RELOAD and PAUSE included. */
  admin: { user: 'pgbouncer', password: 'bench-pooler-admin-Tj58h' },
  /** May only SHOW. */
  stats: { user: 'stats', password: 'bench-pooler-stats-Yd14r' },
} as const satisfies Record<string, Login>

export interface PgBouncerOptions {
  readonly dir?: string
  /** Default `pgbouncer`. */
  readonly name?: string
  readonly host?: string
  readonly port?: number
  /** The server behind it. It is dialled with the first client only, so it may still be starting. */
  readonly upstream: { readonly host: string; readonly port: number }
  /** Server connections for each pair of user and database; default 20, PgBouncer's own. */
  readonly poolSize?: number
  readonly poolMode?: 'transaction' | 'session' | 'statement'
  /** Further lines of the section [pgbouncer], `max_client_conn` or `ignore_startup_parameters` for example. */
  readonly settings?: Readonly<Record<string, string | number>>
  readonly onProgress?: Progress
}

/** PgBouncer in front of a bench database. */
export interface PgBouncerServer extends ServerControl {
  readonly host: string
  readonly port: number
  /** The application's own login through the pooler, on the database `users`. */
  readonly url: string
  /** The monitoring login through the pooler, on the database `users`. */
  readonly monitorUrl: string
  /** The console (database `pgbouncer`) as its administrator. */
  readonly adminUrl: string
  /** The console as somebody who may only SHOW; so may usrops_ro. */
  readonly statsUrl: string
}

/** Starts PgBouncer in transaction mode in front of a database. */
export async function startPgBouncer(options: PgBouncerOptions): Promise<PgBouncerServer> {
  const { name = 'pgbouncer', dir = openRunFolder(), host = '127.0.0.1', onProgress = silent } = options
  const [port, program] = await Promise.all([options.port ?? freePort(host), pgbouncerBinary(onProgress)])
  const folder = join(dir, name)
  mkdirSync(folder)
  const ini = join(folder, 'pgbouncer.ini')
  writeFileSync(join(folder, 'users.txt'), userList())
  writeFileSync(ini, configuration(folder, host, port, options))
  for (const path of [folder, ini, join(folder, 'users.txt')]) handOver(path)
  const control = await startServer({
    ...{ name, dir, ...program },
    args: [ini],
    user: unprivilegedUser(),
    readyLine: /process up: PgBouncer/,
    // "Immediate shutdown"; SIGINT would wait for clients.
    stopSignal: 'SIGTERM',
  })
  const url = ({ user, password }: Login, database: string = DATABASE) =>
    `postgresql://${user}:${password}@${host}:${port}/${database}`
  return Object.assign(control, {
    ...{ host, port, url: url(logins.app), monitorUrl: url(logins.monitor) },
    adminUrl: url(poolerLogins.admin, 'pgbouncer'),
    statsUrl: url(poolerLogins.stats, 'pgbouncer'),
  })
}

/** Passwords in plain text: with these PgBouncer can prove itself by SCRAM on both sides. */
function userList(): string {
  const everybody: Login[] = [...Object.values(logins), ...Object.values(poolerLogins)]
  return everybody.map(({ user, password }) => `"${user}" "${password}"\n`).join('')
}

function configuration(folder: string, host: string, port: number, options: PgBouncerOptions): string {
  const { upstream, poolSize = 20, poolMode = 'transaction' } = options
  const settings = {
    listen_addr: host,
    listen_port: port,
    unix_socket_dir: '',
    auth_type: 'scram-sha-256',
    auth_file: join(folder, 'users.txt'),
    admin_users: poolerLogins.admin.user,
    stats_users: `${poolerLogins.stats.user}, ${logins.monitor.user}`,
    pool_mode: poolMode,
    default_pool_size: poolSize,
    max_client_conn: 200,
    ...options.settings,
  }
  const lines = Object.entries(settings).map(([setting, value]) => `${setting} = ${value}`)
  return `[databases]\n* = host=${upstream.host} port=${upstream.port}\n\n[pgbouncer]\n${lines.join('\n')}\n`
}
