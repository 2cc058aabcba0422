import { defineCheck } from '../../core/check.ts'
import { unknownSince } from '../../core/since.ts'
import { metrics } from '../../facts/http/metrics.ts'
import { cumulative, ratesBetween } from '../../facts/http/rates.ts'

/** Many more requests than usual are refused with 401 or 403. */
export const authFailures = defineCheck({
  id: 'http.auth-failures',
  kind: 'symptom',
  reads: { metrics },
  params: {
    /** Field manual 6.5: more than twice the baseline after a rotation; a fifth of all requests is no usual share of typing errors. */
    warningShare: 0.2,
    /** Every second request refused: not single clients but the key or the clock. */
    criticalShare: 0.5,
    baselineFactor: 2,
    minFailures: 10,
  },
  run({ metrics }, { earlier, params }) {
    if (metrics.requests === null) return { unknown: 'the metrics count no requests' }
    if (earlier.metrics === undefined) {
      const share = cumulative(metrics.requests).authFailureShare ?? 0
      const refused = share * metrics.requests.total
      if (share <= params.warningShare || refused < params.minFailures) return []
      return { lookAgain: `${percent(share)} of all requests since the start were refused with 401 or 403` }
    }
    const before = earlier.metrics.value
    const rates = ratesBetween(before, metrics, earlier.metrics.elapsedMs)
    if (rates?.authFailureShare == null || (rates.authFailures ?? 0) < params.minFailures) return []
    const { authFailureShare: share, authFailures: refused, requests } = rates
    const usual = (before.requests && cumulative(before.requests).authFailureShare) ?? 0
    // A process that has refused from its start on has no usual share: half of all requests is wrong anyway.
    const jump = share > params.warningShare && share > usual * params.baselineFactor
    if (!jump && share <= params.criticalShare) return []
    return [
      {
        severity: share > params.criticalShare ? 'critical' : 'warning',
        summary: `${percent(share)} of requests are refused with 401 or 403 (${refused} of ${requests}; before: ${percent(usual)})`,
        since: unknownSince,
        evidence: { share, refused, requests, usualShare: usual },
      },
    ]
  },
})

function percent(share: number): string {
  return `${Math.round(share * 1000) / 10} %`
}
