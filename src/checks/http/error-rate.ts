import { defineCheck } from '../../core/check.ts'
import { lasting } from '../../core/since.ts'
import { metrics } from '../../facts/http/metrics.ts'
import { cumulative, type Rates, ratesBetween } from '../../facts/http/rates.ts'

/** Requests fail with 5xx now. */
export const errorRate = defineCheck({
  id: 'http.error-rate',
  kind: 'symptom',
  reads: { metrics },
  params: {
    /** Runbook of the user API: "High Error Rate (>1%)". */
    warningShare: 0.01,
    /** Runbook of vf-usr-srvc: more than 5 % of requests returning 5xx. */
    criticalShare: 0.05,
    /** Fewer requests make no percentage … */
    minRequests: 20,
    minErrors: 3,
    /** … unless about every second one fails. */
    fewRequests: 5,
    fewShare: 0.5,
  },
  run({ metrics }, { earlier, params, now }) {
    if (metrics.requests === null) return { unknown: 'the metrics count no requests' }
    if (earlier.metrics === undefined) {
      const share = cumulative(metrics.requests).errorRate ?? 0
      const suspicious = share > params.warningShare && (metrics.requests.errors ?? 0) >= params.minErrors
      return suspicious ? { lookAgain: `${percent(share)} of all requests since the start failed` } : []
    }
    const rates = ratesBetween(earlier.metrics.value, metrics, earlier.metrics.elapsedMs)
    if (rates?.errorRate == null || rates.errors === null || rates.errors < params.minErrors) return []
    const many = rates.requests >= params.minRequests && rates.errorRate > params.warningShare
    const few = rates.requests >= params.fewRequests && rates.errorRate >= params.fewShare
    if (!many && !few) return []
    const since = rates.errors === metrics.requests.errors ? lasting(metrics.processAgeMs, now) : null
    return [
      {
        severity: rates.errorRate > params.criticalShare ? 'critical' : 'warning',
        summary: sentence(rates, rates.errorRate, rates.errors),
        since: since ?? { accuracy: 'unknown', at: null },
        evidence: {
          errorRate: rates.errorRate,
          errors: rates.errors,
          requests: rates.requests,
          perSecond: rates.perSecond,
          elapsedMs: rates.elapsedMs,
          routes: rates.failingRoutes.slice(0, 5).map((each) => ({ ...each })),
        },
      },
    ]
  },
})

function sentence({ requests, elapsedMs, failingRoutes }: Rates, share: number, errors: number): string {
  const worst = failingRoutes[0]
  const where = worst ? `; most on ${worst.route} (${worst.errors} of ${worst.requests})` : ''
  return `${percent(share)} of requests failed with 5xx (${errors} of ${requests} in ${Math.round(elapsedMs / 1000)} s)${where}`
}

function percent(share: number): string {
  return `${Math.round(share * 1000) / 10} %`
}
