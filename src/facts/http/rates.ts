import type { DurationHistogram, Metrics, RequestCounters } from './metrics.ts'

/** What happened between two readings of one process. Null: not counted, or no request to count. */
export interface Rates {
  readonly elapsedMs: number
  readonly requests: number
  readonly perSecond: number
  readonly errors: number | null
  /** Shares of the requests, 0 to 1. */
  readonly errorRate: number | null
  readonly authFailures: number | null
  readonly authFailureShare: number | null
  /** Routes with errors, the most errors first. */
  readonly failingRoutes: readonly { readonly route: string; readonly requests: number; readonly errors: number }[]
  readonly p50Ms: number | null
  readonly p99Ms: number | null
  readonly cacheReads: number
  readonly cacheHitRatio: number | null
}

/** The difference of two readings; null where requests are not counted or a counter went backwards (another process answered). */
export function ratesBetween(earlier: Metrics, now: Metrics, elapsedMs: number): Rates | null {
  const before = earlier.requests
  const after = now.requests
  if (before === null || after === null || elapsedMs <= 0) return null
  const requests = after.total - before.total
  if (requests < 0) return null
  const errors = difference(before.errors, after.errors)
  const authFailures = difference(refusals(before), refusals(after))
  const durations = histogramBetween(earlier.durations, now.durations)
  const cache = cacheBetween(earlier.cache, now.cache)
  return {
    elapsedMs,
    requests,
    perSecond: requests / (elapsedMs / 1000),
    errors,
    errorRate: share(errors, requests),
    authFailures,
    authFailureShare: share(authFailures, requests),
    failingRoutes: routesBetween(before, after),
    p50Ms: quantile(durations, 0.5),
    p99Ms: quantile(durations, 0.99),
    cacheReads: cache.reads,
    cacheHitRatio: share(cache.hits, cache.reads),
  }
}

/** Shares since the process started: what one reading alone can say. */
export function cumulative(requests: RequestCounters): { errorRate: number | null; authFailureShare: number | null } {
  const { total, errors } = requests
  return { errorRate: share(errors, total), authFailureShare: share(refusals(requests), total) }
}

/** Requests that took at most so long, as a share; interpolated within a bucket as Prometheus' histogram_quantile does. */
export function quantile(histogram: DurationHistogram | null, q: number): number | null {
  if (histogram === null || histogram.count <= 0) return null
  const rank = q * histogram.count
  let below = { leMs: 0, count: 0 }
  for (const { leMs, count } of histogram.buckets) {
    // Beyond the last bound only that bound is known.
    if (leMs === null) return below.leMs
    if (count >= rank && count > below.count)
      return below.leMs + ((leMs - below.leMs) * (rank - below.count)) / (count - below.count)
    below = { leMs, count }
  }
  return below.leMs > 0 ? below.leMs : null
}

/** The requests between two cumulative histograms with the same bounds. */
function histogramBetween(earlier: DurationHistogram | null, now: DurationHistogram | null): DurationHistogram | null {
  if (earlier === null || now === null || now.count < earlier.count) return null
  const old = new Map(earlier.buckets.map(({ leMs, count }) => [leMs, count]))
  const buckets = now.buckets.map(({ leMs, count }) => ({ leMs, count: count - (old.get(leMs) ?? 0) }))
  return { count: now.count - earlier.count, sumMs: now.sumMs - earlier.sumMs, buckets }
}

function routesBetween(before: RequestCounters, after: RequestCounters): Rates['failingRoutes'] {
  const old = new Map(before.routes.map((each) => [each.route, each]))
  return after.routes
    .map(({ route, total, errors }) => ({
      route,
      requests: total - (old.get(route)?.total ?? 0),
      errors: errors - (old.get(route)?.errors ?? 0),
    }))
    .filter(({ errors }) => errors > 0)
    .toSorted((left, right) => right.errors - left.errors)
}

function cacheBetween(before: Metrics['cache'], after: Metrics['cache']): { hits: number; reads: number } {
  if (before === null || after === null) return { hits: 0, reads: 0 }
  const hits = after.hits - before.hits
  const misses = after.misses - before.misses
  return hits < 0 || misses < 0 ? { hits: 0, reads: 0 } : { hits, reads: hits + misses }
}

function refusals({ unauthorized, forbidden }: RequestCounters): number | null {
  return unauthorized === null && forbidden === null ? null : (unauthorized ?? 0) + (forbidden ?? 0)
}

function difference(before: number | null, after: number | null): number | null {
  return before === null || after === null || after < before ? null : after - before
}

function share(part: number | null, whole: number): number | null {
  return part === null || whole <= 0 ? null : part / whole
}
