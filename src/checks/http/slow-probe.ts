import { defineCheck } from '../../core/check.ts'
import { unknownSince } from '../../core/since.ts'
import { health } from '../../facts/http/health.ts'

/** Even the cheapest endpoint answers late: the service is slow whatever it is asked. */
export const slowProbe = defineCheck({
  id: 'http.slow-probe',
  kind: 'symptom',
  reads: { health },
  params: {
    /** Half of what a kubelet waits by default (1 s); far above what a page without any work takes behind 200 ms of network. */
    warningMs: 500,
    /** At 1 s default probes of Kubernetes fail. */
    criticalMs: 1_000,
  },
  run({ health }, { params }) {
    if (!health.reached || health.latency === null) return []
    const { path, medianMs, samplesMs } = health.latency
    if (medianMs <= params.warningMs) return []
    return [
      {
        severity: medianMs > params.criticalMs ? 'critical' : 'warning',
        summary: `${path} took ${Math.round(medianMs)} ms (median of ${samplesMs.length} samples)`,
        since: unknownSince,
        evidence: { path, medianMs, samplesMs },
      },
    ]
  },
})
