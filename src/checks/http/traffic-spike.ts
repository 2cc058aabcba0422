import { defineCheck } from '../../core/check.ts'
import { unknownSince } from '../../core/since.ts'
import { metrics } from '../../facts/http/metrics.ts'
import { ratesBetween } from '../../facts/http/rates.ts'

/** Many more requests than the process usually gets. */
export const trafficSpike = defineCheck({
  id: 'http.traffic-spike',
  kind: 'condition',
  reads: { metrics },
  params: {
    /** The busiest hour of a day is rarely more than three times its average. */
    factor: 5,
    /** Below this no service is in trouble for its traffic. */
    minPerSecond: 20,
    /** A younger process has no average. */
    minAgeMs: 120_000,
    minUsualRequests: 50,
  },
  run({ metrics }, { earlier, params }) {
    const before = earlier.metrics
    if (before?.value.requests == null || (before.value.processAgeMs ?? 0) < params.minAgeMs) return []
    const rates = ratesBetween(before.value, metrics, before.elapsedMs)
    const usual = before.value.requests.total / ((before.value.processAgeMs ?? 0) / 1000)
    if (rates === null || before.value.requests.total < params.minUsualRequests) return []
    if (rates.perSecond < params.minPerSecond || rates.perSecond < usual * params.factor) return []
    return [
      {
        severity: 'warning',
        summary: `${Math.round(rates.perSecond)} requests a second, ${Math.round(rates.perSecond / usual)} times the average since the process started`,
        since: unknownSince,
        evidence: { perSecond: rates.perSecond, usualPerSecond: usual, requests: rates.requests },
      },
    ]
  },
})
