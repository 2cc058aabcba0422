import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { httpChecks } from '../../../src/checks/http/index.ts'
import { logsChecks } from '../../../src/checks/logs/index.ts'
import { systemClock } from '../../../src/clients/clock.ts'
import { dialDirect } from '../../../src/clients/dial-direct.ts'
import { openHttp } from '../../../src/clients/http/open.ts'
import { openLogs } from '../../../src/clients/logs/open.ts'
import { collectLook } from '../../../src/core/collect.ts'
import type { Look } from '../../../src/core/look.ts'
import { httpImpact } from '../../../src/facts/http/impact.ts'
import { httpFacts } from '../../../src/facts/http/index.ts'
import { logsFacts } from '../../../src/facts/logs/index.ts'
import { describeOnBench } from '../../bench/require-bench.ts'
import { type Load, startLoad } from '../../bench/user-service/load.ts'
import { BENCH_START_TIMEOUT_MS, heal, SECRET, startServiceOnBench } from '../../bench/user-service/service-on-bench.ts'

const target = { system: 'service', kind: 'service', name: 'user-service' }

await describeOnBench(['postgres', 'redis', 'kafka'], 'the HTTP side and the log of a real service', () => {
  let on: Awaited<ReturnType<typeof startServiceOnBench>>
  let load: Load

  const look = () =>
    collectLook(
      [
        {
          system: 'http',
          target,
          facts: httpFacts,
          open: (budget) => openHttp({ url: on.service.url, dial: dialDirect }, budget),
        },
        {
          system: 'logs',
          target,
          facts: logsFacts,
          open: (budget) => openLogs({ files: [on.service.logFile] }, budget),
        },
      ],
      { clock: systemClock, deep: false },
    )

  const twice = async (pauseMs = 3_000) => {
    const before = await look()
    await sleep(pauseMs)
    return { before, now: await look() }
  }

  const findings = ({ now, before }: { now: Look; before?: Look }) =>
    now.instances.flatMap((instance) =>
      [...httpChecks, ...logsChecks]
        .filter(({ system }) => system === instance.system)
        .map((check) => check.ask(instance, before, {}))
        .flatMap(({ check, findings }) => findings.map((finding) => ({ check, ...finding }))),
    )
  const ids = (looks: { now: Look; before?: Look }) => new Set(findings(looks).map(({ check }) => check))

  beforeAll(async () => {
    on = await startServiceOnBench()
    await heal(on.service)
    load = startLoad({ url: on.service.url, jwtSecret: SECRET, ratePerSecond: 30, users: 20 })
    await sleep(2_000)
  }, BENCH_START_TIMEOUT_MS)
  afterAll(async () => {
    await load?.stop()
    await on?.stop()
  }, 30_000)

  test('a healthy service under load has no finding, and its impact is known after two looks', async () => {
    const looks = await twice()
    expect(findings(looks)).toEqual([])
    const [http] = looks.now.instances
    const impact = http && httpImpact.read(http, looks.before)
    expect(impact?.errorRate).toBe(0)
    expect(impact?.requestsPerSecond).toBeGreaterThan(10)
  }, 30_000)

  test('a database that is gone is seen from the side of the service, with its address', async () => {
    await on.bench.postgres.stop()
    await sleep(2_000)
    const looks = await twice()
    await on.bench.postgres.start()
    // Where they are many, the same lines are a burst of a new error as well.
    const isOfTheSame = ({ check, summary }: { check: string; summary: string }) =>
      check === 'logs.error-burst' && /connect|ECONNREFUSED/i.test(summary)
    const others = findings(looks).filter((finding) => !isOfTheSame(finding))
    expect(new Set(others.map(({ check }) => check))).toEqual(
      new Set(['http.unhealthy', 'http.component-down', 'http.error-rate', 'logs.failing-requests', 'logs.signature']),
    )
    const { port } = new URL(on.bench.env.DATABASE_URL ?? '')
    const about = { signature: 'connection-refused', host: '127.0.0.1', port: Number(port) }
    for (const check of ['http.component-down', 'logs.signature']) {
      const told = findings(looks).filter((finding) => finding.check === check)
      expect(told.map(({ evidence }) => evidence)).toContainEqual(expect.objectContaining(about))
    }
    await heal(on.service)
  }, 60_000)

  test('a rotated key shows in the answers and in the log', async () => {
    await on.service.restart({ JWT_SECRET: 'another-secret-of-the-bench' })
    await sleep(2_000)
    const looks = await twice()
    expect(ids(looks)).toContain('http.auth-failures')
    const signatures = findings(looks).filter(({ check }) => check === 'logs.signature')
    expect(signatures.map(({ evidence }) => evidence.signature)).toContain('token-key-mismatch')
    await on.service.restart({ JWT_SECRET: SECRET })
    await heal(on.service)
  }, 60_000)

  test('a paused process is silent, a stopped one refuses: both are symptoms on its own machine', async () => {
    on.service.pause()
    expect(ids({ now: await look() })).toContain('http.unreachable')
    on.service.resume()
    await on.service.stop()
    const refused = findings({ now: await look() }).find(({ check }) => check === 'http.unreachable')
    expect(refused).toMatchObject({ severity: 'critical', evidence: { why: 'refused' } })
  }, 60_000)
})
