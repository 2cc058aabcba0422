import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Redis } from 'ioredis'
import { freePorts } from '../machine/ports.ts'
import { silent } from '../machine/progress.ts'
import { openRunFolder } from '../machine/run-folder.ts'
import type { ServerControl } from '../machine/server-control.ts'
import { startServer } from '../machine/server-process.ts'
import { until } from '../machine/until.ts'
import { redisBinary } from '../toolchain/redis-binary.ts'
import { configurationFile, type RedisOptions, type RedisServer, startRedis } from './server.ts'

export interface SentinelOptions extends Pick<RedisOptions, 'dir' | 'password' | 'settings' | 'onProgress'> {
  /** After this silence a master counts as down; default 1000 (Redis ships 30000). */
  readonly downAfterMs?: number
}

/** One master, one replica, three Sentinels that know each other. */
export interface RedisSentinelGroup {
  readonly masterName: string
  /** The master at the start. */
  readonly master: RedisServer
  readonly replica: RedisServer
  readonly sentinels: readonly (ServerControl & { readonly host: string; readonly port: number })[]
  stop(): Promise<void>
}

const MASTER = 'bench'
const QUORUM = 2
const HOST = '127.0.0.1'

/** Starts a Redis group under Sentinel. */
export async function startRedisSentinel(options: SentinelOptions = {}): Promise<RedisSentinelGroup> {
  const { dir = openRunFolder(), ...rest } = options
  // The master would wait 5 s for further replicas before it sends its data.
  const settings = { 'repl-diskless-sync-delay': 0, ...options.settings }
  const master = await startRedis({ ...rest, dir, name: 'redis-master', settings })
  const replicaSettings = { ...settings, replicaof: `${HOST} ${master.port}` }
  const replica = await startRedis({ ...rest, dir, name: 'redis-replica', settings: replicaSettings })
  const ports = await freePorts(3)
  const sentinels = await Promise.all(ports.map((port) => startSentinel(dir, port, master.port, options)))
  await Promise.all([inSync(replica), ...ports.map(knowsEverybody)])
  const all = [...sentinels, replica, master]
  const stop = async () => void (await Promise.all(all.map((server) => server.stop())))
  return { masterName: MASTER, master, replica, sentinels, stop }
}

async function startSentinel(dir: string, port: number, masterPort: number, options: SentinelOptions) {
  const { password, downAfterMs = 1000, onProgress = silent } = options
  const program = await redisBinary(onProgress)
  const name = `redis-sentinel-${port}`
  const folder = join(dir, name)
  mkdirSync(folder)
  const file = join(folder, 'sentinel.conf')
  const about = [
    `monitor ${MASTER} ${HOST} ${masterPort} ${QUORUM}`,
    `down-after-milliseconds ${MASTER} ${downAfterMs}`,
    `failover-timeout ${MASTER} 10000`,
    ...(password ? [`auth-pass ${MASTER} ${password}`] : []),
  ]
  writeFileSync(file, configurationFile({ bind: HOST, port, dir: folder, 'set-proc-title': 'no', sentinel: about }))
  const args = [file, '--sentinel']
  const control = await startServer({ ...{ name, dir, ...program, args }, readyLine: /\+monitor master/ })
  return Object.assign(control, { host: HOST, port })
}

/** Sentinels find each other and the replicas through the master, which takes some seconds. */
async function knowsEverybody(port: number): Promise<void> {
  const client = new Redis({ host: HOST, port })
  try {
    await until(`Sentinel on port ${port} knows the others and the replica`, async () => {
      const fields = await client.call('sentinel', 'master', MASTER)
      const text = String(fields)
      return text.includes(`num-other-sentinels,2`) && text.includes('num-slaves,1')
    })
  } finally {
    client.disconnect()
  }
}

async function inSync({ url }: RedisServer): Promise<void> {
  const client = new Redis(url)
  try {
    await until('the replica has the data of its master', async () =>
      (await client.info('replication')).includes('master_link_status:up'),
    )
  } finally {
    client.disconnect()
  }
}
