import { defineCheck } from '../../core/check.ts'
import { unknownSince } from '../../core/since.ts'
import { health } from '../../facts/http/health.ts'

/** The clock of the service differs from this machine's: tokens are valid too early or too late. */
export const clockSkew = defineCheck({
  id: 'http.clock-skew',
  kind: 'condition',
  reads: { health },
  params: {
    /** What most verifiers of tokens tolerate at most without being told otherwise. */
    warningMs: 5_000,
    /** Field manual 6.1: the leeway of 5 minutes that operators plan with. */
    criticalMs: 300_000,
  },
  run({ health }, { params }) {
    if (!health.reached || health.clockSkewMs === null) return []
    const { clockSkewMs, clockWithinMs } = health
    const atLeast = Math.abs(clockSkewMs) - (clockWithinMs ?? 0)
    if (atLeast <= params.warningMs) return []
    const seconds = Math.round(Math.abs(clockSkewMs) / 1000)
    return [
      {
        severity: atLeast > params.criticalMs ? 'critical' : 'warning',
        summary: `the clock of the service is ${seconds} s ${clockSkewMs > 0 ? 'ahead of' : 'behind'} the clock of this machine`,
        since: unknownSince,
        evidence: { clockSkewMs, clockWithinMs },
      },
    ]
  },
})
