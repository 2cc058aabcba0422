import { defineCheck } from '../../core/check.ts'
import { unknownSince } from '../../core/since.ts'
import { metrics } from '../../facts/http/metrics.ts'

/** The event loop of a Node service is held up: every request waits behind one that computes. */
export const eventLoopLag = defineCheck({
  id: 'http.event-loop-lag',
  kind: 'condition',
  reads: { metrics },
  params: {
    /** Ten times what a healthy loop shows; every request waits for several such turns. */
    warningMs: 100,
    /** Default probes of Kubernetes give up after 1 s. */
    criticalMs: 1_000,
    /** Loading modules holds up the loop of every starting process. */
    startMs: 30_000,
  },
  run({ metrics }, { params, earlier }) {
    const { eventLoop, processAgeMs } = metrics
    // What is measured anew at each reading is free of the start after the first one.
    const starting = earlier.metrics === undefined && (processAgeMs ?? params.startMs) < params.startMs
    if (eventLoop === null || starting) return []
    const worstMs = Math.max(eventLoop.p99Ms ?? 0, eventLoop.lagMs ?? 0)
    if (worstMs < params.warningMs) return []
    return [
      {
        severity: worstMs >= params.criticalMs ? 'critical' : 'warning',
        summary: `the event loop is held up for ${Math.round(worstMs)} ms at a time`,
        since: unknownSince,
        evidence: { lagMs: eventLoop.lagMs, p99Ms: eventLoop.p99Ms },
      },
    ]
  },
})
