import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Certificates } from '../machine/certificates.ts'
import { freePort } from '../machine/ports.ts'
import { type Progress, silent } from '../machine/progress.ts'
import { openRunFolder } from '../machine/run-folder.ts'
import type { ServerControl } from '../machine/server-control.ts'
import { startServer } from '../machine/server-process.ts'
import { redisBinary } from '../toolchain/redis-binary.ts'

/** Lines of redis.conf; a list stands for a directive that is repeated (`user`, `save`). */
export type RedisSettings = Readonly<Record<string, string | number | readonly string[]>>

export interface RedisOptions {
  readonly dir?: string
  /** Default `redis`. */
  readonly name?: string
  readonly host?: string
  readonly port?: number
  /** Of the user `default`; without it everybody may do everything, as Redis ships. */
  readonly password?: string
  /** Further users as ACL rules: `{usrops: 'on >secret +info +slowlog|get ~*'}`. */
  readonly users?: Readonly<Record<string, string>>
  /** For example `64mb`; without it there is no limit. */
  readonly maxmemory?: string
  /** Serves TLS only, on the same port. Needs a Redis built with TLS (Debian's is). */
  readonly tls?: Certificates
  readonly settings?: RedisSettings
  readonly onProgress?: Progress
}

/** A Redis server of its own, empty, without persistence. */
export interface RedisServer extends ServerControl {
  readonly host: string
  readonly port: number
  /** `redis:` or `rediss:`, with the password of the default user if there is one. */
  readonly url: string
}

/** Starts one Redis server; 0.1 s with a warm cache. */
export async function startRedis(options: RedisOptions = {}): Promise<RedisServer> {
  const { name = 'redis', dir = openRunFolder(), host = '127.0.0.1', onProgress = silent, password, tls } = options
  const [port, program] = await Promise.all([options.port ?? freePort(host), redisBinary(onProgress)])
  const folder = join(dir, name)
  mkdirSync(folder)
  const file = join(folder, 'redis.conf')
  writeFileSync(file, configurationFile(settingsOf(folder, host, port, options)))
  const control = await startServer({
    ...{ name, dir, ...program },
    args: [file],
    readyLine: /Ready to accept connections/,
  })
  const secret = password ? `:${encodeURIComponent(password)}@` : ''
  return Object.assign(control, { host, port, url: `${tls ? 'rediss' : 'redis'}://${secret}${host}:${port}` })
}

/** The text of a redis.conf. */
export function configurationFile(settings: RedisSettings): string {
  return Object.entries(settings)
    .flatMap(([name, value]) => [value].flat().map((each) => `${name} ${each === '' ? '""' : each}\n`))
    .join('')
}

function settingsOf(folder: string, host: string, port: number, options: RedisOptions): RedisSettings {
  const { password, users = {}, maxmemory, tls } = options
  return {
    bind: host,
    dir: folder,
    save: '',
    // The title would hide the path of this file, by which an abandoned server is recognised.
    'set-proc-title': 'no',
    ...(tls ? tlsSettings(tls, port) : { port }),
    ...(password ? { requirepass: password, masterauth: password } : {}),
    ...(maxmemory ? { maxmemory } : {}),
    user: Object.entries(users).map(([user, rules]) => `${user} ${rules}`),
    ...options.settings,
  }
}

function tlsSettings(tls: Certificates, port: number): RedisSettings {
  return {
    port: 0,
    'tls-port': port,
    'tls-cert-file': tls.serverCertificate,
    'tls-key-file': tls.serverKey,
    'tls-ca-cert-file': tls.ca,
    'tls-auth-clients': 'no',
    'tls-replication': 'yes',
    'tls-cluster': 'yes',
  }
}
