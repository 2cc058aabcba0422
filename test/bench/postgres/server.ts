import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Certificates } from '../machine/certificates.ts'
import { freePort } from '../machine/ports.ts'
import { type Progress, silent } from '../machine/progress.ts'
import { openRunFolder } from '../machine/run-folder.ts'
import type { ServerControl } from '../machine/server-control.ts'
import { startServer } from '../machine/server-process.ts'
import { handOver, unprivilegedUser } from '../machine/unprivileged-user.ts'
import { postgresBinaries } from '../toolchain/postgres-binaries.ts'
import { DATABASE, type Login, logins } from './roles.ts'
import { asArguments, benchSettings, type Settings } from './settings.ts'
import { newDataFolder } from './template.ts'

export interface PostgresOptions {
  /** The run folder; a new one when left out. */
  readonly dir?: string
  /** Names the data folder and the log; default `postgres`. */
  readonly name?: string
  /** Address to listen on and to be dialled at; default 127.0.0.1. */
  readonly host?: string
  readonly port?: number
  /** Overrides of benchSettings, `max_connections` for one. */
  readonly settings?: Settings
  /** Serves TLS with these certificates (clients may still choose not to). */
  readonly tls?: Certificates
  readonly onProgress?: Progress
}

/** A PostgreSQL server with the roles of roles.ts and the database `users`, empty but for pg_stat_statements. */
export interface PostgresServer extends ServerControl {
  readonly host: string
  readonly port: number
  readonly database: string
  /** The application's own login, on `database`. */
  readonly url: string
  /** A superuser, on `database`. */
  readonly superuserUrl: string
  /** A login that is a member of pg_monitor, on `database`. */
  readonly monitorUrl: string
}

/** Starts a primary; 0.5 s with a warm cache. */
export async function startPostgres(options: PostgresOptions = {}): Promise<PostgresServer> {
  const server = await prepare({ name: 'postgres', ...options })
  return await run(server, options)
}

export interface ReplicaOptions extends Omit<PostgresOptions, 'tls'> {
  /** Where the primary is, or will soon be: until it answers the replica keeps trying. */
  readonly primary: { readonly host: string; readonly port: number }
}

/**
 * Starts a streaming replica. Since every primary begins as a copy of one template, a replica needs no base backup: a copy of the
 * same template replays everything from there (the primary keeps 512 MB of WAL).
 */
export async function startPostgresReplica(options: ReplicaOptions): Promise<PostgresServer> {
  const server = await prepare({ name: 'postgres-replica', ...options })
  const { primary, name = server.name } = options
  writeFileSync(join(server.data, 'standby.signal'), '')
  const { user, password } = logins.replication
  const settings = {
    hot_standby: 'on',
    // It may be started before its primary, and 5 s, the default, is long for a test.
    wal_retrieve_retry_interval: '100ms',
    primary_conninfo: `host=${primary.host} port=${primary.port} user=${user} password=${password} application_name=${name}`,
    ...options.settings,
  }
  return await run(server, { ...options, settings })
}

interface Prepared {
  readonly name: string
  readonly dir: string
  readonly data: string
  readonly host: string
  readonly port: number
}

async function prepare(options: PostgresOptions & { name: string }): Promise<Prepared> {
  const { name, dir = openRunFolder(), host = '127.0.0.1', onProgress = silent } = options
  const data = join(dir, name)
  const [port] = await Promise.all([options.port ?? freePort(host), newDataFolder(data, onProgress)])
  return { name, dir, data, host, port }
}

async function run(server: Prepared, options: PostgresOptions): Promise<PostgresServer> {
  const { name, dir, data, host, port } = server
  const binaries = await postgresBinaries(options.onProgress ?? silent)
  const settings = { ...benchSettings, listen_addresses: host, port, ...tlsSettings(options.tls), ...options.settings }
  const control = await startServer({
    name,
    dir,
    command: join(binaries, 'postgres'),
    args: ['-D', data, ...asArguments(settings)],
    user: unprivilegedUser(),
    readyLine: /ready to accept (read-only )?connections/,
    // "Fast shutdown": ends sessions. SIGTERM would wait for them.
    stopSignal: 'SIGINT',
    // An immediate shutdown: unlike after KILL its shared memory is given back.
    deathSignal: 'QUIT',
  })
  return describe(control, host, port)
}

function tlsSettings(certificates: Certificates | undefined): Settings {
  if (!certificates) return {}
  // The server refuses a key that belongs to somebody else.
  handOver(certificates.serverKey)
  return { ssl: 'on', ssl_cert_file: certificates.serverCertificate, ssl_key_file: certificates.serverKey }
}

function describe(control: ServerControl, host: string, port: number): PostgresServer {
  const url = ({ user, password }: Login) => `postgresql://${user}:${password}@${host}:${port}/${DATABASE}`
  const { app, superuser, monitor } = logins
  const urls = { url: url(app), superuserUrl: url(superuser), monitorUrl: url(monitor) }
  return Object.assign(control, { host, port, database: DATABASE, ...urls })
}
