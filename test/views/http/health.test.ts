import { describe, expect, it } from 'vitest'
import { httpChecks } from '../../../src/checks/http/index.ts'
import { type Health, health as healthFacts } from '../../../src/facts/http/health.ts'
import { type Metrics, metrics as metricsFacts } from '../../../src/facts/http/metrics.ts'
import { health } from '../../../src/views/http/health.ts'
import { lookOf, NOW } from '../../checks/postgres/examples.ts'
import { shownBy } from '../showing.ts'

const endpoint = (path: string, verdict: 'up' | 'down', text: string | null = null) => ({
  ...{ path, role: 'readiness', status: verdict === 'up' ? 200 : 503, latencyMs: 12, verdict, text },
})
const component = (name: string, state: 'up' | 'down') => ({
  ...{ name, kind: 'redis', state, path: '/health', text: state === 'up' ? null : 'connection refused', failure: null },
})
const said: Health = {
  ...{
    reached: true,
    url: 'http://users:3000',
    latency: null,
    clockSkewMs: null,
    clockWithinMs: null,
    version: '2.3.1',
  },
  endpoints: [],
  components: [],
}
const counted = (total: number, errors: number): Metrics => ({
  ...{ path: '/metrics', startedAtSeconds: 1, processAgeMs: 60_000, version: null, durations: null, summaryP99Ms: 90 },
  requests: { total, byClass: {}, errors, unauthorized: null, forbidden: null, routes: [] },
  pools: [{ name: 'main', active: 10, idle: 0, waiting: 4, max: 10 }],
  ...{ cache: null, eventLoop: { lagMs: 3, p99Ms: 20 }, residentBytes: null, heapUsedBytes: null, heapMaxBytes: null },
  ...{ breakers: [], consumer: [] },
})

describe('the health of a service', () => {
  it('shows what is down first, of endpoints and of components, with its own words', () => {
    const value = {
      ...said,
      endpoints: [endpoint('/live', 'up'), endpoint('/ready', 'down', 'cache is down')],
      components: [component('db', 'up'), component('cache', 'down')],
    }
    const [endpoints, components] = shownBy(health, [[healthFacts, value]]).tables
    expect(endpoints?.title).toBe('http://users:3000: /ready is down')
    expect(endpoints?.rows.map(({ path, verdict, text }) => [path, verdict, text])).toEqual([
      ['/ready', 'down', 'cache is down'],
      ['/live', 'up', undefined],
    ])
    expect(components?.title).toBe('what it says of the things it needs: cache is down')
    expect(components?.rows[0]).toMatchObject({ component: 'cache', state: 'down', text: 'connection refused' })
  })

  it('says of a service that does not answer why, and nothing else', () => {
    const value = {
      reached: false,
      url: 'http://users:3000',
      loopback: false,
      why: 'refused',
      code: null,
      text: 'connection refused',
    }
    const { tables } = shownBy(health, [[healthFacts, value]])
    expect(tables).toEqual([
      expect.objectContaining({ title: 'http://users:3000 does not answer: connection refused', rows: [] }),
    ])
  })

  const measures = (before?: Metrics, now = counted(300, 30)) => {
    const { tables } = shownBy(
      health,
      [
        [healthFacts, said],
        [metricsFacts, now],
      ],
      {
        ...(before && { before: [[metricsFacts, before]] }),
      },
    )
    const table = tables.at(-1)
    return { table, of: (measure: string) => table?.rows.find((row) => row.measure === measure) }
  }

  it('counts since the start of the process where it was looked once, and says so', () => {
    const { table, of } = measures()
    expect(of('requests')?.value).toEqual({ amount: 300, kind: 'count' })
    expect(of('errors')?.value).toEqual({ amount: 0.1, kind: 'share' })
    expect(table?.notes).toEqual([expect.stringContaining('--interval')])
  })

  it('shows what happened between two looks', () => {
    const { table, of } = measures(counted(240, 0))
    expect(of('requests')?.value).toEqual({ amount: 1, kind: 'rate' })
    expect(of('errors')?.value).toEqual({ amount: 0.5, kind: 'share' })
    expect(table?.notes).toEqual([])
  })

  it('shows pools against what they may hold, and the verdict of the checks beside the numbers', () => {
    const seen = [
      [healthFacts, said],
      [metricsFacts, counted(300, 0)],
    ] as const
    const [instance] = lookOf(seen, NOW).instances
    if (instance === undefined) throw new Error('an empty look')
    const answers = httpChecks.map((check) => check.ask(instance, undefined, {}))
    const rows = shownBy(health, seen, { answers }).tables.at(-1)?.rows ?? []
    expect(rows.find(({ measure }) => measure === 'pool main: in use')).toMatchObject({
      ...{ value: { amount: 10, kind: 'count' }, of: { amount: 10, kind: 'count' } },
      state: expect.stringMatching(/warning|critical/),
    })
  })
})
