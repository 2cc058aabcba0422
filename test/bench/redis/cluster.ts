import { Redis } from 'ioredis'
import { freeClusterPorts } from '../machine/ports.ts'
import { openRunFolder } from '../machine/run-folder.ts'
import { until } from '../machine/until.ts'
import { type RedisOptions, type RedisServer, startRedis } from './server.ts'

/** Three masters that share all slots; no replicas. */
export interface RedisCluster {
  readonly masters: readonly RedisServer[]
  stop(): Promise<void>
}

const SLOTS = 16_384
const MASTERS = 3

/** Starts a Redis Cluster and waits until it serves all slots. */
export async function startRedisCluster(
  options: Pick<RedisOptions, 'dir' | 'password' | 'settings' | 'onProgress'> = {},
): Promise<RedisCluster> {
  const { dir = openRunFolder() } = options
  const settings = { 'cluster-enabled': 'yes', 'cluster-node-timeout': 2000, ...options.settings }
  const ports = await freeClusterPorts(MASTERS)
  const masters = await Promise.all(
    ports.map((port) => startRedis({ ...options, dir, port, name: `redis-cluster-${port}`, settings })),
  )
  const clients = masters.map(({ url }) => new Redis(url))
  try {
    await Promise.all(clients.map((client, index) => claimSlots(client, index, ports[0] ?? 0)))
    await Promise.all(clients.map((client) => until('the cluster serves all slots', () => isWhole(client))))
  } finally {
    for (const client of clients) client.disconnect()
  }
  return { masters, stop: async () => void (await Promise.all(masters.map((server) => server.stop()))) }
}

async function claimSlots(client: Redis, index: number, firstPort: number): Promise<void> {
  const first = Math.ceil((index * SLOTS) / MASTERS)
  const last = Math.ceil(((index + 1) * SLOTS) / MASTERS)
  // Nodes with the same epoch would have to settle that first, which costs some seconds.
  await client.call('cluster', 'set-config-epoch', index + 1)
  // ADDSLOTSRANGE is for Redis 7 only.
  await client.call('cluster', 'addslots', ...Array.from({ length: last - first }, (_, slot) => first + slot))
  await client.call('cluster', 'meet', '127.0.0.1', firstPort)
}

async function isWhole(client: Redis): Promise<boolean> {
  const info = String(await client.call('cluster', 'info'))
  return info.includes('cluster_state:ok') && info.includes(`cluster_known_nodes:${MASTERS}`)
}
