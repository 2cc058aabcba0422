import { mask } from '../../core/mask.ts'
import type { Sample } from './exposition.ts'
import type { DurationHistogram, RequestCounters, RouteCounters } from './metrics.ts'

/** Names of a counter of requests, in the order of preference: Node habits, Micrometer, OpenTelemetry, histograms of any. */
const counters = [
  'http_requests_total',
  'http_request_total',
  'http_server_requests_total',
  'http_server_requests_seconds_count',
  'http_server_request_duration_seconds_count',
  'http_server_duration_milliseconds_count',
  'http_request_duration_seconds_count',
  'http_request_duration_ms_count',
  'http_request_duration_milliseconds_count',
]
const errorCounters = ['http_requests_errors_total', 'http_request_errors_total', 'http_errors_total']
const histograms = [
  'http_request_duration_seconds',
  'http_server_requests_seconds',
  'http_server_request_duration_seconds',
  'http_server_duration_milliseconds',
  'http_request_duration_ms',
  'http_request_duration_milliseconds',
]
const statusLabels = [
  'status',
  'code',
  'status_code',
  'statusCode',
  'http_status',
  'http_status_code',
  'http_response_status_code',
]
const routeLabels = ['route', 'uri', 'path', 'http_route', 'handler', 'endpoint', 'url']

/** Pages that people do not ask for: probes and scrapes would hide what users feel. */
const ownPages = /^\/?(health|healthz|livez|readyz|heartbeat|ping|metrics|actuator|admin\/breakers|favicon)(\/|$)/
/** What frameworks call pages that they do not have; a probe for another dialect of health ends there too. */
const noPage = /^(unmatched|unknown|not_found|\/\*\*|\*)$/i
const routesKept = 20

/** Requests by status and route. */
export function requestsIn(samples: readonly Sample[]): RequestCounters | null {
  const name = counters.find((each) => samples.some((sample) => sample.name === each && statusOf(sample) !== undefined))
  const bare = counters.find((each) => samples.some((sample) => sample.name === each))
  const chosen = samples.filter((sample) => sample.name === (name ?? bare) && isForPeople(sample))
  if ((name ?? bare) === undefined) return null
  const byStatus = (pattern: RegExp) => sum(chosen.filter((sample) => pattern.test(statusOf(sample) ?? '')))
  const errorName = errorCounters.find((each) => samples.some((sample) => sample.name === each))
  const counted =
    errorName === undefined ? null : sum(samples.filter((each) => each.name === errorName && isForPeople(each)))
  return {
    total: sum(chosen),
    byClass: classesIn(chosen),
    errors: name === undefined ? counted : byStatus(/^5/),
    unauthorized: name === undefined ? null : byStatus(/^401/),
    forbidden: name === undefined ? null : byStatus(/^403/),
    routes: routesIn(chosen),
  }
}

/** All durations together; bounds that not every series has are left out. */
export function durationsIn(samples: readonly Sample[]): DurationHistogram | null {
  const name = histograms.find((each) => samples.some((sample) => sample.name === `${each}_bucket`))
  if (name === undefined) return null
  const scale = /milliseconds|_ms/.test(name) ? 1 : 1000
  const of = (suffix: string) => samples.filter((each) => each.name === name + suffix && isForPeople(each))
  const bounds = new Map<number | null, number>()
  for (const { labels, value } of of('_bucket')) {
    const bound = labels.le === '+Inf' ? null : Math.round(Number(labels.le) * scale * 1000) / 1000
    bounds.set(bound, (bounds.get(bound) ?? 0) + value)
  }
  const buckets = [...bounds]
    .map(([leMs, count]) => ({ leMs, count }))
    .toSorted((left, right) => place(left) - place(right))
  return { count: sum(of('_count')), sumMs: sum(of('_sum')) * scale, buckets }
}

/** The slowest 99th percentile that the service computes itself, in milliseconds. */
export function summaryP99(samples: readonly Sample[]): number | null {
  const values = samples
    .filter((each) => histograms.includes(each.name) && each.labels.quantile === '0.99' && isForPeople(each))
    .map((each) => each.value * (/milliseconds|_ms/.test(each.name) ? 1 : 1000))
    .filter(Number.isFinite)
  return values.length === 0 ? null : Math.max(...values)
}

function classesIn(chosen: readonly Sample[]): Record<string, number> {
  const classes: Record<string, number> = {}
  for (const sample of chosen) {
    const digit = statusOf(sample)?.[0]
    if (digit !== undefined) classes[`${digit}xx`] = (classes[`${digit}xx`] ?? 0) + sample.value
  }
  return classes
}

function routesIn(chosen: readonly Sample[]): RouteCounters[] {
  const routes = new Map<string, RouteCounters>()
  for (const sample of chosen) {
    const label = routeOf(sample)
    if (label === undefined) continue
    const route = mask([sample.labels.method, label].filter(Boolean).join(' '))
    const { total, errors } = routes.get(route) ?? { total: 0, errors: 0 }
    const failed = statusOf(sample)?.startsWith('5') ? sample.value : 0
    routes.set(route, { route, total: total + sample.value, errors: errors + failed })
  }
  return [...routes.values()]
    .toSorted((left, right) => right.errors - left.errors || right.total - left.total)
    .slice(0, routesKept)
}

function isForPeople(sample: Sample): boolean {
  const route = routeOf(sample) ?? ''
  return !ownPages.test(route) && !noPage.test(route)
}

function statusOf({ labels }: Sample): string | undefined {
  const label = statusLabels.find((each) => labels[each] !== undefined)
  if (label !== undefined) return labels[label]
  return labels.outcome === 'SERVER_ERROR' ? '5xx' : undefined
}

function routeOf({ labels }: Sample): string | undefined {
  const label = routeLabels.find((each) => labels[each] !== undefined)
  return label === undefined ? undefined : labels[label]
}

function sum(samples: readonly Sample[]): number {
  return samples.reduce((total, { value }) => total + (Number.isFinite(value) ? value : 0), 0)
}

function place({ leMs }: { leMs: number | null }): number {
  return leMs ?? Number.POSITIVE_INFINITY
}
