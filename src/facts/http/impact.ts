import { defineImpact } from '../../core/impact.ts'
import { failing, type Health, health } from './health.ts'
import { metrics } from './metrics.ts'
import { ratesBetween } from './rates.ts'

/** What users feel: whether the service says it is ready, and rates from two readings of the metrics; one alone tells nothing of now. */
export const httpImpact = defineImpact({
  id: 'http.impact',
  reads: { metrics, health },
  measure: ({ metrics: now, health: said }, { metrics: earlier }) => {
    const endpoints = said === undefined ? {} : readiness(said)
    const rates = now && earlier ? ratesBetween(earlier.value, now, earlier.elapsedMs) : null
    if (rates === null) return endpoints
    return { ...endpoints, errorRate: rates.errorRate, requestsPerSecond: rates.perSecond, p99Ms: rates.p99Ms }
  },
})

/** A service given by its URL has one endpoint: the URL. */
function readiness(said: Health) {
  if (!said.reached) return { readyEndpoints: 0, wantedEndpoints: 1 }
  const known = said.endpoints.filter(({ verdict }) => verdict !== 'unclear' && verdict !== 'forbidden')
  if (known.length === 0) return {}
  const ready = known.filter(({ role }) => role === 'readiness')
  const judged = ready.length > 0 ? ready : known
  return { readyEndpoints: Number(!judged.some(failing)), wantedEndpoints: 1 }
}
