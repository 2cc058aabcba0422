import { setTimeout as sleep } from 'node:timers/promises'
import { Redis } from 'ioredis'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { BENCH_START_TIMEOUT_MS } from '../bench/bench.ts'
import { describeOnBench } from '../bench/require-bench.ts'
import { KafkaHand } from '../scenarios/kafka-hand.ts'
import { type PooledService, startPooledService } from './pooled-service.ts'
import { OperatorFolder } from './program.ts'
import { redisCommandsOf } from './redis-monitor.ts'
import { statementsOf } from './statements-of.ts'

const everyLook = [
  ['diagnose', '--observe', '300ms'],
  ['diagnose', '-o', 'nagios'],
  ['doctor', '-o', 'json'],
]

await describeOnBench(['postgres', 'pgbouncer', 'redis', 'kafka'], 'everything usrops asks', () => {
  let ground: PooledService
  let folder: OperatorFolder
  beforeAll(async () => {
    folder = new OperatorFolder()
    ground = await startPooledService()
  }, BENCH_START_TIMEOUT_MS)
  afterAll(async () => {
    await ground?.stop()
    folder?.[Symbol.dispose]()
  })

  it('is read in Postgres: transactions that are read-only and rolled back, settings that end with them', async () => {
    for (const variables of [ground.asApplication, ground.asOperator]) {
      const marker = ground.bench.postgres.log().length
      for (const words of everyLook) await folder.usrops(words, variables)
      const statements = statementsOf(ground.bench.postgres.log().slice(marker), 'usrops/diagnose')
      expect(statements.length).toBeGreaterThan(20)
      const allowed =
        /^(\/\* usrops \*\/\s+)?(BEGIN READ ONLY|SET LOCAL (statement_timeout|lock_timeout) = \d+|(?<=\s)(SELECT|WITH|SHOW)\b[\s\S]*|ROLLBACK)$/
      // With the next client in the pooled connection PgBouncer itself names that one.
      const own = statements.filter((statement) => !/^SET application_name='user-service'$/.test(statement))
      expect(own.filter((statement) => !allowed.test(statement))).toEqual([])
      expect(statements.filter((each) => each.endsWith('BEGIN READ ONLY')).length).toBe(
        statements.filter((each) => each.endsWith('ROLLBACK')).length,
      )
    }
  })

  it('is read in Redis: no command that writes, no key, no setting', async () => {
    const redis = new Redis(ground.bench.redis.url)
    try {
      await redis.set('canary:key', 'value')
      const before = { keys: (await redis.keys('canary:*')).length, config: await redis.config('GET', '*') }
      const commands = await redisCommandsOf(ground.bench.redis.url, 'usrops', async () => {
        for (const words of everyLook) await folder.usrops(words, ground.asOperator)
      })
      const names = new Set(commands.map((words) => words.slice(0, 2).join(' ').toLowerCase()))
      expect(commands.length).toBeGreaterThan(5)
      for (const [name = ''] of commands) {
        const flags = await flagsOf(redis, name)
        expect(flags, name).not.toContain('write')
        expect(flags, name).not.toContain('pubsub')
      }
      const changing =
        /^(config (set|rewrite|resetstat)|client (kill|pause|reply|no-evict)|slowlog reset|latency reset|keys|scan|debug|monitor|save|bgsave|shutdown|eval|flush)/
      expect([...names].filter((name) => changing.test(name))).toEqual([])
      expect({ keys: (await redis.keys('canary:*')).length, config: await redis.config('GET', '*') }).toEqual(before)
    } finally {
      redis.disconnect()
    }
  })

  it('is read in Kafka: a mistyped topic or group is not made, no group is joined, no position moves', async () => {
    const kafka = new KafkaHand(ground.bench.kafka.brokers)
    try {
      await kafka.createTopic('orders', 2)
      await kafka.commit('idle-group', [{ topic: 'orders', partition: 0, offset: 0 }])
      await sleep(500)
      const state = async () => ({
        topics: [...(await kafka.topics())].toSorted(),
        groups: [...(await kafka.groups())].toSorted(),
        committed: await Promise.all(['idle-group', 'user-service'].map((group) => kafka.committed(group))),
        members: await kafka.members('user-service'),
      })
      const before = await state()
      expect(before.groups).toContain('idle-group')
      const configured = { ...ground.asOperator, KAFKA_GROUPS: 'user-servcie,idle-group' }
      for (const words of everyLook) await folder.usrops(words, configured)
      await folder.usrops(['diagnose', '--config', typoFile(folder, ground), '-o', 'json'])
      expect(await state()).toEqual(before)
    } finally {
      await kafka.close()
    }
  })
})

async function flagsOf(redis: Redis, command: string): Promise<readonly string[]> {
  const answer: unknown = await redis.call('COMMAND', 'INFO', command)
  const [entry] = Array.isArray(answer) ? answer : []
  return Array.isArray(entry) && Array.isArray(entry[2]) ? entry[2].map(String) : []
}

function typoFile(folder: OperatorFolder, { bench }: PooledService): string {
  const kafka = { brokers: [bench.kafka.brokers], groups: ['user-servcie'], topics: ['user-evnets'] }
  const services = { 'user-service': { kafka } }
  return folder.write('typo.yaml', JSON.stringify({ version: 1, environments: { bench: { services } } }))
}
