import { readFileSync } from 'node:fs'
import { Cluster, Redis } from 'ioredis'
import { Kafka, type KafkaConfig, logLevel } from 'kafkajs'
import { Client } from 'pg'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { BENCH_START_TIMEOUT_MS } from './bench.ts'
import { type KafkaServer, startKafka } from './kafka/server.ts'
import { type Certificates, makeCertificates } from './machine/certificates.ts'
import { openRunFolder, removeRunFolder } from './machine/run-folder.ts'
import { until } from './machine/until.ts'
import { startPostgres } from './postgres/server.ts'
import { startRedisCluster } from './redis/cluster.ts'
import { startRedisSentinel } from './redis/sentinel.ts'
import { startRedis } from './redis/server.ts'
import { describeOnBench } from './require-bench.ts'

let dir: string
let tls: Certificates

beforeAll(async () => {
  dir = openRunFolder()
  tls = await makeCertificates(dir, 'bench')
})

afterAll(() => removeRunFolder(dir))

await describeOnBench(['postgres'], 'PostgreSQL with TLS', () => {
  it('proves itself to a client that trusts its authority, and to no other', async () => {
    const server = await startPostgres({ dir, name: 'postgres-tls', tls })
    const client = new Client({
      connectionString: server.url,
      ssl: { ca: readFileSync(tls.ca), servername: 'localhost' },
    })
    await client.connect()
    const { rows } = await client.query('select ssl from pg_stat_ssl where pid = pg_backend_pid()')
    expect(rows).toEqual([{ ssl: true }])
    await client.end()
    const stranger = new Client({ connectionString: server.url, ssl: { ca: [], servername: 'localhost' } })
    await expect(stranger.connect()).rejects.toThrow(/certificate/)
    await server.stop()
  })
})

await describeOnBench(['redis'], 'Redis', () => {
  it('serves TLS, a password and users with limited rights', async () => {
    const users = { usrops: 'on >bench-acl-Hs72p +ping +info ~*' }
    const server = await startRedis({
      dir,
      name: 'redis-tls',
      tls,
      password: 'bench-redis-Gc35n',
      users,
      maxmemory: '8mb',
    })
    const options = { tls: { ca: readFileSync(tls.ca) }, lazyConnect: true, retryStrategy: () => null }
    const owner = new Redis(server.url, options)
    expect(await owner.config('GET', 'maxmemory')).toEqual(['maxmemory', String(8 * 1024 * 1024)])
    const limited = new Redis(server.port, server.host, { ...options, username: 'usrops', password: 'bench-acl-Hs72p' })
    expect(await limited.ping()).toBe('PONG')
    await expect(limited.get('x')).rejects.toThrow('NOPERM')
    owner.disconnect()
    limited.disconnect()
    await server.stop()
  })

  it(
    'fails over to the replica under Sentinel',
    async () => {
      const group = await startRedisSentinel({ dir, password: 'bench-redis-Gc35n' })
      const client = new Redis({
        sentinels: group.sentinels.map(({ host, port }) => ({ host, port })),
        name: group.masterName,
        password: 'bench-redis-Gc35n',
      })
      client.on('error', () => undefined)
      await client.set('kept', 'yes')
      expect(await client.wait(1, 1000)).toBe(1)
      await group.master.kill()
      await until('the replica is the master', async () => (await client.role().catch(() => []))[0] === 'master')
      expect(await client.get('kept')).toBe('yes')
      client.disconnect()
      await group.stop()
    },
    BENCH_START_TIMEOUT_MS,
  )

  it(
    'spreads keys over the masters of a cluster',
    async () => {
      const cluster = await startRedisCluster({ dir })
      const client = new Cluster(cluster.masters.map(({ host, port }) => ({ host, port })))
      for (let key = 0; key < 30; key++) await client.set(`key-${key}`, 'x')
      const sizes = await Promise.all(client.nodes('master').map((node) => node.dbsize()))
      expect(sizes.filter((size) => size > 0)).toHaveLength(3)
      client.disconnect()
      await cluster.stop()
    },
    BENCH_START_TIMEOUT_MS,
  )
})

await describeOnBench(['kafka'], 'Kafka with SASL and access rules over TLS', () => {
  const user = { name: 'usrops', password: 'bench-kafka-Pn64w' }
  let server: KafkaServer

  beforeAll(async () => {
    server = await startKafka({ dir, name: 'kafka-sasl', security: 'SASL_SSL', users: [user], tls, acl: true })
    const admin = adminOf({ brokers: [server.internalBrokers] })
    await admin.connect()
    await admin.createTopics({ topics: [{ topic: 'private' }] })
    await admin.disconnect()
  }, BENCH_START_TIMEOUT_MS)

  afterAll(async () => server?.stop())

  const secured = (mechanism: 'plain' | 'scram-sha-256' | 'scram-sha-512', password = user.password): KafkaConfig => ({
    brokers: [server.brokers],
    ssl: { ca: [readFileSync(tls.ca, 'utf8')] },
    sasl: { mechanism: mechanism as 'plain', username: user.name, password },
    retry: { retries: 0 },
  })

  it.each(['plain', 'scram-sha-256', 'scram-sha-512'] as const)(
    'admits a user by %s, and shows only what the rules allow',
    async (mechanism) => {
      const admin = adminOf(secured(mechanism))
      await admin.connect()
      expect(await admin.listTopics()).toEqual([])
      await admin.disconnect()
    },
  )

  it('refuses a wrong password', async () => {
    await expect(adminOf(secured('scram-sha-256', 'wrong')).connect()).rejects.toThrow(/authentication/i)
  })
})

function adminOf(config: KafkaConfig) {
  return new Kafka({ logLevel: logLevel.NOTHING, ...config }).admin()
}
