import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Listing } from '../../src/core/listing.ts'
import { BENCH_START_TIMEOUT_MS, type Bench, startBench } from '../bench/bench.ts'
import { until } from '../bench/machine/until.ts'
import { describeOnBench } from '../bench/require-bench.ts'
import { startUserService, type UserService } from '../bench/user-service/start.ts'
import { OperatorFolder, type Variables } from '../safety/program.ts'
import { kindOfDocument } from '../safety/published-contract.ts'
import { tableIn } from './program.ts'

await describeOnBench(['postgres', 'redis'], 'usrops about a service without a cluster', () => {
  let bench: Bench<'postgres' | 'redis'>
  let service: UserService
  let operator: OperatorFolder
  let variables: Variables

  beforeAll(async () => {
    operator = new OperatorFolder()
    bench = await startBench({ postgres: true, redis: true })
    const env = { ...bench.env, JWT_SECRET: 'bench-jwt', SEED_USERS: '20' }
    service = await startUserService({ env, logFile: join(bench.dir, 'service.jsonl') })
    await until('the service is ready', async () => (await fetch(new URL('/health', service.url))).status === 200)
    variables = {
      ...{ SERVICE_NAME: 'user-service', SERVICE_URL: service.url, REDIS_URL: bench.redis.url },
      DATABASE_URL: bench.postgres.monitorUrl,
    }
  }, BENCH_START_TIMEOUT_MS)

  afterAll(async () => {
    await service?.stop()
    await bench?.stop()
    operator?.[Symbol.dispose]()
  })

  const listing = async (words: string, over: Variables = {}) => {
    const run = await operator.usrops([...words.split(' '), '-o', 'json'], { ...variables, ...over })
    const document: Listing = JSON.parse(run.stdout)
    expect(kindOfDocument(run.stdout), run.stdout).toBe('Listing')
    return { document, exitCode: run.exitCode }
  }
  const nobody = { SERVICE_URL: 'http://127.0.0.1:1' }

  it('status has one line, with rates where it was looked twice', async () => {
    const { document, exitCode } = await listing('status --interval 300ms')
    expect(exitCode).toBe(0)
    expect(tableIn(document, /no service is hurt/).rows).toEqual([
      expect.objectContaining({
        ...{ service: 'user-service', state: 'ok', ready: 1, wanted: 1, health: 'up', version: '2.3.1' },
        ...{ requests: expect.any(Number), connections: expect.any(Number), connectionsMax: expect.any(Number) },
      }),
    ])
    expect(document.intervalMs).toBeGreaterThanOrEqual(300)
  })

  it('status ends with 1 where the service is hurt, and says so to a monitor', async () => {
    const { document, exitCode } = await listing('status', nobody)
    expect([exitCode, tableIn(document, /1 of 1 service is hurt/).rows[0]?.state]).toEqual([1, 'critical'])
    const plugin = await operator.usrops(['status', '-o', 'nagios'], { ...variables, ...nobody })
    expect([plugin.exitCode, plugin.stdout]).toEqual([2, expect.stringMatching(/^USROPS CRITICAL - user-service: /)])
  })

  it('status --watch has a line for each change in a pipe, until it is interrupted', async () => {
    const run = operator.start(['status', '--watch', '200ms'], variables)
    const lines: string[] = []
    run.stdout?.on('data', (chunk) => lines.push(...String(chunk).trim().split('\n')))
    await until('the first line', async () => lines.length === 1)
    service.pause()
    await until('a line of the silence', async () => lines.some((line) => line.includes('state critical')))
    service.resume()
    run.kill('SIGINT')
    expect((await run).exitCode).toBe(130)
    expect(lines[0]).toMatch(/^\S+Z user-service: state ok, ready 1, of 1, health up/)
  })

  it('status --watch has no end, so that one document cannot hold it', async () => {
    const run = await operator.usrops(['status', '--watch', '-o', 'json'], variables)
    expect([run.exitCode, JSON.parse(run.stdout).hint]).toEqual([2, expect.stringContaining('-o jsonl')])
  })

  it('health shows endpoints, components and measures', async () => {
    const { document, exitCode } = await listing('health')
    expect(exitCode).toBe(0)
    expect(tableIn(document, /health endpoints, none of them is down/).rows).toContainEqual(
      expect.objectContaining({ path: '/health/ready', role: 'readiness', verdict: 'up', status: 200 }),
    )
    expect(tableIn(document, /the things it needs/).rows).toContainEqual(
      expect.objectContaining({ component: 'redis', state: 'up' }),
    )
    expect(tableIn(document, /^measures of version 2.3.1/).rows.map(({ measure }) => measure)).toContain('requests')
  })

  it('changes tells who started, and what a diagnosis would', async () => {
    const { document, exitCode } = await listing('changes --since 1h')
    expect(exitCode).toBe(0)
    const { rows } = tableIn(document, /changes in the last 60 min/)
    expect(rows).toContainEqual(expect.objectContaining({ target: 'user-service', kind: 'restart' }))
    expect(rows.some(({ system, kind }) => system === 'redis' && kind === 'restart')).toBe(true)
    const { rows: latest } = tableIn((await listing('changes --since 1ms')).document, /nothing is known/)
    expect(latest).toEqual([])
  })

  it('describe names what the service needs', async () => {
    const { document } = await listing('describe')
    expect(tableIn(document, /^2 dependencies/).rows.map(({ system }) => system)).toEqual(['postgres', 'redis'])
  })

  it('pods says what to type where there is no cluster', async () => {
    const run = await operator.usrops(['pods'], variables)
    expect([run.exitCode, run.stderr]).toEqual([2, expect.stringMatching(/no kubernetes[\s\S]*-n/)])
  })
})
