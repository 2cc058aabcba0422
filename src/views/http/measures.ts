import type { Earlier } from '../../core/look.ts'
import type { Amount, CellState, Row, TableDraft, ValueKind } from '../../core/table.ts'
import type { Breakers } from '../../facts/http/breakers.ts'
import type { Certificate } from '../../facts/http/certificate.ts'
import type { HealthSeen } from '../../facts/http/health.ts'
import type { Metrics } from '../../facts/http/metrics.ts'
import { cumulative, quantile, ratesBetween } from '../../facts/http/rates.ts'

interface Told {
  readonly health: HealthSeen
  readonly metrics?: Metrics | undefined
  readonly breakers?: Breakers | undefined
  readonly certificate?: Certificate | undefined
}

interface Context {
  readonly earlier: { readonly metrics?: Earlier<Metrics> }
  state(...checks: readonly string[]): CellState | null
}

/** One number that a service tells of itself. */
interface Measure {
  readonly measure: string
  readonly value: Amount
  readonly of?: Amount
  /** The checks that judge it. */
  readonly checks?: readonly string[]
  readonly note?: string
}

/** The measures of a service in one table; undefined where it tells none. */
export function measures(told: Told, { earlier, state }: Context): TableDraft | undefined {
  const { health, metrics, breakers, certificate } = told
  const all: readonly Measure[] = [
    ...(metrics === undefined ? [] : [...traffic(metrics, earlier.metrics), ...inside(metrics)]),
    ...breakersOf(breakers),
    ...certificateOf(certificate ?? null),
    ...clockOf(health),
  ]
  if (all.length === 0) return undefined
  return {
    title: titleOf(metrics, earlier.metrics, health.version),
    columns: [
      { id: 'measure', label: 'measure', kind: 'text', importance: 'key' },
      { id: 'value', label: 'value', kind: 'mixed', importance: 'key' },
      { id: 'of', label: 'of', kind: 'mixed' },
      { id: 'state', label: 'state', kind: 'state' },
      { id: 'note', label: 'note', kind: 'text' },
    ],
    rows: all.map((each) => rowOf(each, state)),
    notes:
      metrics !== undefined && earlier.metrics === undefined
        ? ['counted since the process started; --interval 5s shows what happens now']
        : [],
  }
}

function rowOf({ measure, value, of, checks = [], note }: Measure, state: Context['state']): Row {
  const judged = state(...checks)
  return {
    ...{ measure, value },
    ...(of !== undefined && { of }),
    ...(judged !== null && { state: judged }),
    ...(note !== undefined && { note }),
  }
}

function titleOf(metrics: Metrics | undefined, earlier: Earlier<Metrics> | undefined, said: string | null): string {
  const version = metrics?.version ?? said
  const of = version === null ? '' : ` of version ${version}`
  if (metrics === undefined) return `measures${of}, without its metrics`
  return earlier === undefined
    ? `measures${of} (${metrics.path})`
    : `measures${of} (${metrics.path}), between two looks`
}

/** What its callers get: between two looks, else since the process started. */
function traffic(metrics: Metrics, earlier: Earlier<Metrics> | undefined): readonly Measure[] {
  const { requests, durations, summaryP99Ms } = metrics
  if (requests === null) return []
  const rates = earlier === undefined ? null : ratesBetween(earlier.value, metrics, earlier.elapsedMs)
  if (rates !== null) {
    const [worst] = rates.failingRoutes
    return [
      { measure: 'requests', value: of(rates.perSecond, 'rate') },
      {
        ...{ measure: 'errors', value: of(rates.errorRate, 'share'), checks: ['http.error-rate'] },
        ...(worst && { note: `most: ${worst.route}` }),
      },
      { measure: 'p99', value: of(rates.p99Ms ?? summaryP99Ms, 'milliseconds'), checks: ['http.latency'] },
      ...cacheOf(rates.cacheHitRatio, metrics),
    ]
  }
  const { cache } = metrics
  const reads = cache === null ? 0 : cache.hits + cache.misses
  return [
    { measure: 'requests', value: of(requests.total, 'count') },
    { measure: 'errors', value: of(cumulative(requests).errorRate, 'share'), checks: ['http.error-rate'] },
    { measure: 'p99', value: of(quantile(durations, 0.99) ?? summaryP99Ms, 'milliseconds'), checks: ['http.latency'] },
    ...cacheOf(cache === null || reads === 0 ? null : cache.hits / reads, metrics),
  ]
}

function cacheOf(ratio: number | null, { cache }: Metrics): readonly Measure[] {
  if (cache === null) return []
  return [{ measure: 'cache hits', value: of(ratio, 'share'), checks: ['http.cache-hit-ratio'] }]
}

function inside({ pools, eventLoop, residentBytes, heapUsedBytes, heapMaxBytes, processAgeMs }: Metrics) {
  const lag = eventLoop?.p99Ms ?? eventLoop?.lagMs
  const all: readonly Measure[] = [
    ...pools.flatMap(({ name, active, waiting, max }) => [
      {
        ...{ measure: `pool ${name}: in use`, value: of(active, 'count'), checks: ['http.pool-saturated'] },
        ...(max !== null && { of: of(max, 'count') }),
      },
      ...(waiting === null ? [] : [{ measure: `pool ${name}: waiting`, value: of(waiting, 'count') }]),
    ]),
    ...(lag === undefined
      ? []
      : [{ measure: 'event loop lag', value: of(lag, 'milliseconds'), checks: ['http.event-loop-lag'] }]),
    ...(heapUsedBytes === null
      ? []
      : [
          {
            ...{ measure: 'heap', value: of(heapUsedBytes, 'bytes') },
            ...(heapMaxBytes !== null && { of: of(heapMaxBytes, 'bytes') }),
          },
        ]),
    ...(residentBytes === null ? [] : [{ measure: 'memory', value: of(residentBytes, 'bytes') }]),
    ...(processAgeMs === null ? [] : [{ measure: 'process runs', value: of(processAgeMs, 'age') }]),
  ]
  return all
}

function breakersOf(breakers: Breakers | undefined): readonly Measure[] {
  const all = breakers?.breakers ?? []
  if (all.length === 0) return []
  const open = all.filter(({ state }) => state !== 'closed')
  const note = open.map(({ name, state }) => `${name} is ${state}`).join(', ')
  return [
    {
      ...{ measure: 'circuit breakers open', value: of(open.length, 'count'), of: of(all.length, 'count') },
      checks: ['http.breaker-open'],
      ...(note !== '' && { note }),
    },
  ]
}

function certificateOf(certificate: Certificate): readonly Measure[] {
  if (certificate === null) return []
  const { expiresInMs, problem, subject } = certificate
  const measure = expiresInMs < 0 ? 'certificate has expired' : 'certificate expires in'
  const note = problem === null ? subject : `${subject}: ${problem}`
  return [{ measure, value: of(Math.abs(expiresInMs), 'age'), checks: ['http.certificate'], note }]
}

function clockOf({ clockSkewMs, clockWithinMs }: HealthSeen): readonly Measure[] {
  if (clockSkewMs === null || Math.abs(clockSkewMs) <= (clockWithinMs ?? 0)) return []
  const note = clockSkewMs > 0 ? 'ahead of this machine' : 'behind this machine'
  return [{ measure: 'clock', value: of(Math.abs(clockSkewMs), 'milliseconds'), checks: ['http.clock-skew'], note }]
}

function of(amount: number | null, kind: ValueKind): Amount {
  return { amount, kind }
}
