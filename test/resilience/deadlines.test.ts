import { truncateSync } from 'node:fs'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { BENCH_START_TIMEOUT_MS } from '../bench/bench.ts'
import { until } from '../bench/machine/until.ts'
import { describeOnBench } from '../bench/require-bench.ts'
import { type PooledService, startPooledService } from '../safety/pooled-service.ts'
import { OperatorFolder } from '../safety/program.ts'
import { diagnosisIn } from './diagnosis-in.ts'

// 10 s after the first connection, 5 s before a second look, 10 s again; and what starting takes on a busy machine.
const DEADLINE_MS = 28_000

interface Trouble {
  readonly what: string
  readonly system: string
  readonly happens: (ground: PooledService) => unknown
  readonly heals: (ground: PooledService) => unknown
  readonly reason: RegExp
}

const troubles: readonly Trouble[] = [
  {
    what: 'Postgres is stopped',
    system: 'postgres',
    happens: ({ bench }) => bench.postgres.pause(),
    heals: ({ bench }) => bench.postgres.resume(),
    reason: /accepts connections but did not answer within \d+(\.\d)? s/,
  },
  {
    what: 'PgBouncer is stopped',
    system: 'pgbouncer',
    happens: ({ bench }) => bench.pgbouncer.pause(),
    heals: ({ bench }) => bench.pgbouncer.resume(),
    reason: /accepts connections but did not answer within \d+(\.\d)? s/,
  },
  {
    what: 'Redis is stopped',
    system: 'redis',
    happens: ({ bench }) => bench.redis.pause(),
    heals: ({ bench }) => bench.redis.resume(),
    reason: /accepted the connection and did not answer/,
  },
  {
    what: 'Kafka is stopped',
    system: 'kafka',
    happens: ({ bench }) => bench.kafka.pause(),
    heals: ({ bench }) => bench.kafka.resume(),
    reason: /accepted the connection and does not answer/,
  },
  {
    what: 'Kafka is killed',
    system: 'kafka',
    happens: ({ bench }) => bench.kafka.kill(),
    heals: ({ bench }) => bench.kafka.start(),
    reason: /not reachable from here: connection refused/,
  },
]

await describeOnBench(['postgres', 'pgbouncer', 'redis', 'kafka'], 'a report within its deadline', () => {
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

  it.each(troubles)('comes when $what, with the reason and what else is known', async (trouble) => {
    await trouble.happens(ground)
    try {
      const run = await folder.usrops(['diagnose', '-o', 'json'], ground.asOperator)
      expect(run.milliseconds).toBeLessThan(DEADLINE_MS)
      expect(run.stderr).toBe('')
      const diagnosis = diagnosisIn(run.stdout)
      const { systems } = diagnosis.target
      const sick = systems.find(({ system }) => system === trouble.system)
      expect(sick).toMatchObject({ asked: false, reason: expect.stringMatching(trouble.reason) })
      const others = systems.filter(({ system }) => !['postgres', 'pgbouncer', trouble.system].includes(system))
      expect(others.filter(({ asked }) => !asked)).toEqual([])
      expect(diagnosis.complete).toBe(false)
      expect(run.exitCode).toBe(diagnosis.verdict === 'critical' ? 1 : 7)
      expect(diagnosis.checks.filter(({ answer, reason }) => answer === 'unknown' && !reason)).toEqual([])
    } finally {
      await trouble.heals(ground)
    }
    await until('the service is well', async () => (await healthOf(ground)) === 200, 30_000)
  })

  it('comes when the service itself is stopped, which is a finding and exit 1, not 7', async () => {
    // The log tells of the troubles before.
    truncateSync(ground.service.logFile)
    ground.service.pause()
    try {
      const run = await folder.usrops(['diagnose', '-o', 'json'], ground.asOperator)
      const { causes, target } = diagnosisIn(run.stdout)
      expect(run.milliseconds).toBeLessThan(DEADLINE_MS)
      expect(run.exitCode).toBe(1)
      expect(causes.map(({ id }) => id)).toEqual(['service-down'])
      expect(target.systems.filter(({ asked }) => !asked)).toEqual([])
    } finally {
      ground.service.resume()
    }
  })

  it('is 1 where something critical was found and something could not be asked', async () => {
    ground.service.pause()
    try {
      const elsewhere = { ...ground.asOperator, REDIS_URL: 'redis://127.0.0.1:1' }
      expect((await folder.usrops(['diagnose', '--no-wait'], elsewhere)).exitCode).toBe(1)
      expect((await folder.usrops(['diagnose', '--no-wait', '--fail-on', 'never'], elsewhere)).exitCode).toBe(7)
    } finally {
      ground.service.resume()
    }
  })

  it('is read by whoever reads only its first line', async () => {
    const child = folder.start(['diagnose', '-v'], ground.asOperator)
    child.stdout.once('data', () => child.stdout.destroy())
    const { exitCode, stderr } = await child
    expect([exitCode, stderr]).toEqual([0, ''])
  })
})

async function healthOf({ service }: PooledService): Promise<number> {
  const response = await fetch(new URL('/health', service.url)).catch(() => undefined)
  return response?.status ?? 0
}
