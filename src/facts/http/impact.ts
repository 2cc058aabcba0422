import { defineImpact } from '../../core/impact.ts'
import { metrics } from './metrics.ts'
import { ratesBetween } from './rates.ts'

/** What users feel, from two readings of the metrics; one alone tells nothing of now. */
export const httpImpact = defineImpact({
  id: 'http.impact',
  reads: { metrics },
  measure: ({ metrics: now }, { metrics: earlier }) => {
    const rates = now && earlier ? ratesBetween(earlier.value, now, earlier.elapsedMs) : null
    if (rates === null) return {}
    return { errorRate: rates.errorRate, requestsPerSecond: rates.perSecond, p99Ms: rates.p99Ms }
  },
})
