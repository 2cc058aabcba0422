import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { BENCH_START_TIMEOUT_MS } from '../bench/bench.ts'
import { until } from '../bench/machine/until.ts'
import { logins } from '../bench/postgres/roles.ts'
import { describeOnBench } from '../bench/require-bench.ts'
import { catalogLock } from './catalog-lock.ts'
import {
  leftInDatabase,
  type PooledService,
  pooledSession,
  startPooledService,
  writesAtOnce,
} from './pooled-service.ts'
import { OperatorFolder } from './program.ts'

// Without a waiting usrops a write takes 5 to 20 ms here; a write that has to wait for the pool's connection takes the pooler's query_wait_timeout.
const AT_ONCE_MS = 1_000

await describeOnBench(['postgres', 'pgbouncer', 'redis', 'kafka'], 'a pooler with one connection', () => {
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

  const viaPooler = () => ground.bench.pgbouncer.url
  const monitorViaPooler = () => {
    const { host, port } = ground.bench.pgbouncer
    return { ...ground.asApplication, DATABASE_URL: urlOf(host, port) }
  }
  const nothingIsLeft = async (before: Awaited<ReturnType<typeof pooledSession>>) => {
    expect(await writesAtOnce(ground.service)).toBeLessThan(AT_ONCE_MS)
    expect(await leftInDatabase(ground.bench.postgres.superuserUrl)).toEqual([])
    expect(await pooledSession(viaPooler())).toEqual(before)
    expect(before.left).toEqual([])
  }

  it.each([
    'diagnose',
    'diagnose -o json --no-wait',
    'diagnose --observe 500ms -o jsonl --verbose --save facts.json',
    'diagnose -o nagios --system postgres',
    'doctor',
    'config show',
    'config validate',
    'init --file -',
  ])('is as it was, and the application writes at once, after usrops %s', async (words) => {
    const before = await pooledSession(viaPooler())
    const { exitCode, stderr } = await folder.usrops(words.split(' '), ground.asApplication)
    expect(exitCode, stderr).toBe(0)
    await nothingIsLeft(before)
  })

  it('is as it was after the monitoring login came through it, and past it', async () => {
    const before = await pooledSession(viaPooler())
    for (const variables of [monitorViaPooler(), ground.asOperator]) {
      const { exitCode, stderr } = await folder.usrops(['diagnose', '-o', 'json'], variables)
      expect(exitCode, stderr).toBe(0)
      await nothingIsLeft(before)
      expect((await pooledSession(monitorViaPooler().DATABASE_URL)).left).toEqual([])
    }
  })

  it('serves every write while usrops looks again and again', async () => {
    const looking = folder.start(['diagnose', '--observe', '2s', '-q'], ground.asApplication)
    const times: number[] = []
    let over = false
    void looking.then(() => {
      over = true
    })
    while (!over) times.push(await writesAtOnce(ground.service))
    expect((await looking).exitCode).toBe(0)
    expect(times.length).toBeGreaterThan(20)
    expect(Math.max(...times)).toBeLessThan(AT_ONCE_MS)
  })

  it.each(['SIGKILL', 'SIGINT', 'SIGTERM'] as const)(
    'is as it was after usrops ended by %s between its questions',
    async (signal) => {
      const before = await pooledSession(viaPooler())
      for (const delay of [0, 15, 40]) {
        const marker = ground.bench.postgres.log().length
        const run = folder.start(['diagnose', '--observe', '5s'], ground.asApplication)
        await until(
          'usrops asks the database',
          async () => ground.bench.postgres.log().slice(marker).includes('{usrops'),
          20_000,
        )
        await sleep(delay)
        run.kill(signal)
        await run
        expect(await writesAtOnce(ground.service)).toBeLessThan(AT_ONCE_MS)
      }
      // The pooler notices a vanished client with the next packet.
      await until(
        'nothing is left',
        async () => (await leftInDatabase(ground.bench.postgres.superuserUrl)).length === 0,
        5_000,
      )
      await nothingIsLeft(before)
    },
  )

  it('is as it was after usrops was killed in the middle of a question', async () => {
    const before = await pooledSession(viaPooler())
    const { superuserUrl } = ground.bench.postgres
    await using lock = await catalogLock(superuserUrl)
    const run = folder.start(['diagnose', '--system', 'postgres'], ground.asApplication)
    await until('usrops waits in the database', async () => (await lock.waiting()) > 0, 10_000)
    run.kill('SIGKILL')
    await run
    await lock[Symbol.asyncDispose]()
    await until('nothing is left', async () => (await leftInDatabase(superuserUrl)).length === 0, 5_000)
    await nothingIsLeft(before)
  })

  it('saved nothing but files of its own', async () => {
    const { exitCode } = await folder.usrops(['diagnose', '--from', join(folder.path, 'facts.json')])
    expect(exitCode).toBe(0)
  })
})

function urlOf(host: string, port: number): string {
  const { user, password } = logins.monitor
  return `postgresql://${user}:${password}@${host}:${port}/users`
}
