import { Client } from 'pg'
import { afterEach, expect, it, vi } from 'vitest'
import { BENCH_START_TIMEOUT_MS, startBench } from './bench.ts'
import { describeOnBench } from './require-bench.ts'

await describeOnBench(['postgres', 'pgbouncer', 'redis'], 'existing systems in place of the own ones', () => {
  afterEach(() => vi.unstubAllEnvs())

  it(
    'are given what the bench needs, are never stopped, and suffer no faults',
    async () => {
      const site = await startBench({ postgres: true, redis: true })
      const maintenance = site.postgres.superuserUrl.replace(/users$/, 'postgres')
      await query(maintenance, 'drop database users')
      await query(maintenance, 'drop role app')
      vi.stubEnv('USROPS_BENCH_POSTGRES_URL', maintenance)
      vi.stubEnv('USROPS_BENCH_REDIS_URL', site.redis.url)
      vi.stubEnv('USROPS_BENCH_KAFKA_BROKERS', 'kafka-1.test:9092,kafka-2.test:9092')

      const bench = await startBench({ postgres: true, redis: true, pgbouncer: true, kafka: true })
      expect(bench.env).toMatchObject({
        DATABASE_DIRECT_URL: site.postgres.url,
        REDIS_URL: site.redis.url,
        KAFKA_BROKERS: 'kafka-1.test:9092,kafka-2.test:9092',
      })
      expect(await query(bench.pgbouncer.url, 'select current_user as who')).toEqual([{ who: 'app' }])
      await query(bench.postgres.monitorUrl, 'select from pg_stat_statements')
      expect(() => bench.postgres.pause()).toThrow('unset USROPS_BENCH_POSTGRES_URL')
      await bench.stop()

      await query(site.postgres.url, 'select 1')
      await site.stop()
    },
    BENCH_START_TIMEOUT_MS,
  )
})

async function query(connectionString: string, sql: string): Promise<unknown[]> {
  const client = new Client({ connectionString })
  await client.connect()
  return await client
    .query(sql)
    .then(({ rows }) => rows)
    .finally(() => client.end())
}
