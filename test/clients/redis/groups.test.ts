import { setTimeout as sleep } from 'node:timers/promises'
import { Redis } from 'ioredis'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { redisChanges } from '../../../src/changes/redis.ts'
import { dialDirect } from '../../../src/clients/dial-direct.ts'
import { readChanges } from '../../../src/core/change.ts'
import { server as serverFacts } from '../../../src/facts/redis/server.ts'
import { openRunFolder, removeRunFolder } from '../../bench/machine/run-folder.ts'
import { type RedisCluster, startRedisCluster } from '../../bench/redis/cluster.ts'
import { type RedisSentinelGroup, startRedisSentinel } from '../../bench/redis/sentinel.ts'
import { found, judged, lookAt, only, seen } from './looking.ts'

const dir = openRunFolder()
afterAll(() => removeRunFolder(dir))

describe('under Sentinel', () => {
  let group: RedisSentinelGroup
  const look = () =>
    lookAt({ mode: 'sentinel', sentinels: group.sentinels, master: group.masterName, database: 0, dial: dialDirect })

  beforeAll(async () => {
    group = await startRedisSentinel({ dir, downAfterMs: 2000 })
  })
  afterAll(() => group.stop())

  it('looks at the master and the replica that the Sentinels name, and finds nothing wrong', async () => {
    const healthy = await look()
    const roles = seen(serverFacts, healthy).nodes.map(({ address, value }) => `${address} ${value.role}`)
    expect(roles).toEqual([`127.0.0.1:${group.master.port} master`, `127.0.0.1:${group.replica.port} replica`])
    expect(judged(healthy).filter(({ answer }) => answer !== 'ok')).toEqual([])
  })

  it('sees by the Sentinels that a master hangs, and afterwards that the replica took over', async () => {
    const before = await look()
    group.master.pause()
    await sleep(2500)
    const during = await look()
    const words = JSON.stringify(found(during))
    group.master.resume()
    await sleep(3000)
    const after = await look()
    const changes = readChanges(redisChanges, after, before).map(({ summary }) => summary)
    expect(words + JSON.stringify(changes)).toMatch(/hold master|failover|became master/)
    expect(changes).toContain(`Redis 127.0.0.1:${group.replica.port} became master, it was replica`)
  })

  it('says that no failover is possible when two of three Sentinels are gone, and still looks', async () => {
    await Promise.all(group.sentinels.slice(1).map((sentinel) => sentinel.kill()))
    await sleep(2500)
    expect(found(await look())['redis.sentinel-quorum']).toEqual([
      expect.stringMatching(/^critical: 1 of 1 .*NOQUORUM/),
    ])
  })

  it('says why when no Sentinel answers', async () => {
    await Promise.all(group.sentinels.slice(0, 1).map((sentinel) => sentinel.kill()))
    expect(only(await look()).unconnected).toMatchObject({ kind: 'unreachable' })
  })
})

describe('a Cluster', () => {
  let cluster: RedisCluster
  const look = () => {
    // By another name than it announces.
    const nodes = cluster.masters.slice(0, 1).map(({ port }) => ({ host: 'localhost', port }))
    return lookAt({ mode: 'cluster', nodes, database: 0, dial: dialDirect })
  }

  beforeAll(async () => {
    cluster = await startRedisCluster({ dir })
  })
  afterAll(() => cluster.stop())

  it('is looked at node by node, each once, and nothing is wrong', async () => {
    const healthy = await look()
    expect(seen(serverFacts, healthy).nodes).toHaveLength(3)
    expect(judged(healthy).filter(({ answer }) => answer !== 'ok')).toEqual([])
  })

  it('says which node has trouble', async () => {
    const [, second] = cluster.masters
    const admin = new Redis(second?.url ?? '')
    await admin.config('SET', 'maxmemory', '1mb')
    const [answer] = judged(await look()).filter(({ check }) => check === 'redis.memory-limit')
    await admin.config('SET', 'maxmemory', '0')
    admin.disconnect()
    expect(answer?.findings.map(({ target }) => target)).toEqual([
      { system: 'redis', kind: 'server', name: 'cache', id: { address: `127.0.0.1:${second?.port}` } },
    ])
  })

  it('is down when a master without a replica dies, and says how much', async () => {
    const [, , third] = cluster.masters
    await third?.kill()
    await sleep(5000)
    const seen = await look()
    expect(found(seen)['redis.cluster-state']).toEqual([
      expect.stringMatching(
        /^critical: 2 of 2 nodes say the cluster is down: 546\d of 16384 slots have no living master/,
      ),
    ])
    expect(judged(seen).find(({ check }) => check === 'redis.memory-limit')).toMatchObject({
      answer: 'unknown',
      reason: expect.stringContaining('1 of 3 servers not looked at'),
    })
  })
})
