import { defineCheck } from '../../core/check.ts'
import { unknownSince } from '../../core/since.ts'
import { metrics } from '../../facts/http/metrics.ts'
import { quantile, ratesBetween } from '../../facts/http/rates.ts'

/** Requests take long now. */
export const latency = defineCheck({
  id: 'http.latency',
  kind: 'symptom',
  reads: { metrics },
  params: {
    /** Runbook of the user API: "High Latency (p99 >500ms)". */
    warningMs: 500,
    /** Runbook of vf-usr-srvc: response times above 2 seconds. */
    criticalMs: 2_000,
    /** One slow request of fewer would be the 99th percentile. */
    minRequests: 20,
  },
  run({ metrics }, { earlier, params }) {
    if (metrics.durations === null) return []
    if (earlier.metrics === undefined) {
      const p99Ms = quantile(metrics.durations, 0.99) ?? 0
      if (p99Ms <= params.warningMs || metrics.durations.count < params.minRequests) return []
      return { lookAgain: `1 % of all requests since the start took longer than ${Math.round(p99Ms)} ms` }
    }
    const rates = ratesBetween(earlier.metrics.value, metrics, earlier.metrics.elapsedMs)
    if (rates?.p99Ms == null || rates.requests < params.minRequests || rates.p99Ms <= params.warningMs) return []
    const { p50Ms, p99Ms, requests, perSecond } = rates
    return [
      {
        severity: p99Ms > params.criticalMs ? 'critical' : 'warning',
        summary: `99 % of requests took up to ${Math.round(p99Ms)} ms, half of them up to ${Math.round(p50Ms ?? 0)} ms (${requests} requests)`,
        since: unknownSince,
        evidence: { p99Ms, p50Ms, requests, perSecond },
      },
    ]
  },
})
