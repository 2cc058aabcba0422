import { existsSync } from 'node:fs'
import { Redis } from 'ioredis'
import { Kafka, logLevel } from 'kafkajs'
import { Client } from 'pg'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { BENCH_START_TIMEOUT_MS, type Bench, startBench } from './bench.ts'
import { descendants, startedAt } from './machine/process-table.ts'
import { until } from './machine/until.ts'
import { describeOnBench } from './require-bench.ts'

await describeOnBench(['postgres', 'replica', 'pgbouncer', 'redis', 'kafka'], 'the bench', () => {
  let bench: Bench<'postgres' | 'replica' | 'pgbouncer' | 'redis' | 'kafka'>

  beforeAll(async () => {
    const postgres = { settings: { max_connections: 50 } }
    bench = await startBench({ postgres, replica: true, pgbouncer: { poolSize: 1 }, redis: true, kafka: true })
  }, BENCH_START_TIMEOUT_MS)

  afterAll(async () => {
    const { postgres, replica, pgbouncer, redis, kafka } = bench
    const mains = [postgres, replica, pgbouncer, redis, kafka].map(({ pid }) => pid)
    const all = mains.flatMap((pid) => [pid, ...descendants(pid)])
    expect(all.length).toBeGreaterThan(10)
    await bench.stop()
    expect(all.filter((pid) => startedAt(pid) !== undefined)).toEqual([])
    expect(existsSync(bench.dir)).toBe(false)
  })

  it('lets the application write through PgBouncer and read it on the replica', async () => {
    await query(bench.pgbouncer.url, "create table people as select 'Ada' as name")
    await until('the row is on the replica', async () => {
      const rows = await query(bench.replica.url, 'select name from people').catch(() => [])
      return rows.length === 1
    })
    expect(await query(bench.replica.url, 'show max_connections')).toEqual([{ max_connections: '50' }])
    expect(await query(bench.replica.superuserUrl, 'select pg_is_in_recovery() as standby')).toEqual([
      { standby: true },
    ])
  })

  it('lets the monitoring login see statements and sessions of others, but no rows', async () => {
    const seen = await query(
      bench.postgres.monitorUrl,
      "select query from pg_stat_statements where query like 'create table people%'",
    )
    expect(seen).toHaveLength(1)
    await expect(query(bench.postgres.monitorUrl, 'select * from people')).rejects.toThrow('permission denied')
  })

  it('admits nobody without the password', async () => {
    const wrong = bench.postgres.url.replace(/:[^:@]+@/, ':wrong@')
    await expect(query(wrong, 'select 1')).rejects.toThrow('password authentication failed')
  })

  it('pools in transaction mode, and its console answers', async () => {
    const pools = await query(bench.pgbouncer.statsUrl, 'show pools')
    expect(pools).toContainEqual(expect.objectContaining({ database: 'users', user: 'app', pool_mode: 'transaction' }))
    await expect(query(bench.pgbouncer.statsUrl, 'reload')).rejects.toThrow('admin access needed')
    await query(bench.pgbouncer.adminUrl, 'reload')
  })

  it('keeps what Redis and Kafka are given', async () => {
    const redis = new Redis(bench.redis.url)
    await redis.set('session:1', 'x')
    expect(await redis.get('session:1')).toBe('x')
    redis.disconnect()
    const admin = new Kafka({ brokers: bench.kafka.brokers.split(','), logLevel: logLevel.NOTHING }).admin()
    await admin.connect()
    await admin.createTopics({ topics: [{ topic: 'user-events', numPartitions: 2 }] })
    expect(await admin.listTopics()).toContain('user-events')
    await admin.disconnect()
  })

  it('freezes the open sessions of PostgreSQL too, and thaws them', async () => {
    const client = await connect(bench.postgres.url)
    bench.postgres.pause()
    const answer = client.query('select 1 as alive')
    expect(await Promise.race([answer, pauseOf(300)])).toBe('silence')
    bench.postgres.resume()
    expect((await answer).rows).toEqual([{ alive: 1 }])
    await client.end()
  })

  it('keeps the data of PostgreSQL over a kill and a start', async () => {
    await bench.postgres.kill()
    await expect(query(bench.postgres.url, 'select 1')).rejects.toThrow('ECONNREFUSED')
    await bench.postgres.start()
    expect(await query(bench.postgres.url, 'select name from people')).toEqual([{ name: 'Ada' }])
  })
})

async function query(url: string, sql: string): Promise<Record<string, unknown>[]> {
  const client = await connect(url)
  return await client
    .query(sql)
    .then(({ rows }) => rows)
    .finally(() => client.end())
}

async function connect(connectionString: string): Promise<Client> {
  const client = new Client({ connectionString })
  await client.connect()
  return client
}

function pauseOf(milliseconds: number): Promise<'silence'> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds, 'silence'))
}
