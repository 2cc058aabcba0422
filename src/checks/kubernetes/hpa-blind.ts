import { defineCheck } from '../../core/check.ts'
import { lasting } from '../../core/since.ts'
import { part } from '../../core/target.ts'
import { cannotTell } from '../../facts/kubernetes/asked.ts'
import { type AutoscalerState, autoscaling } from '../../facts/kubernetes/autoscaling.ts'

/** An autoscaler cannot measure what it scales by, or cannot scale at all. */
export const hpaBlind = defineCheck({
  id: 'kubernetes.hpa-blind',
  kind: 'condition',
  reads: { autoscaling },
  params: {
    /** New pods have no measurements for a minute or two. */
    minAgeSeconds: 180,
  },
  run({ autoscaling: { autoscalers } }, { target, params, now }) {
    if ('unasked' in autoscalers) return cannotTell(autoscalers)
    return autoscalers.seen.flatMap((scaler) => {
      const failing = failingCondition(scaler)
      if (failing === null || (failing.changedAgoMs ?? 0) < params.minAgeSeconds * 1000) return []
      return [
        {
          severity: 'warning' as const,
          target: part(target, 'autoscaler', { autoscaler: scaler.name }),
          summary: `the autoscaler ${scaler.name} cannot scale (${failing.reason}): ${failing.message.slice(0, 200)}`,
          since: lasting(failing.changedAgoMs, now),
          evidence: {
            autoscaler: scaler.name,
            workload: scaler.workload,
            reason: failing.reason,
            message: failing.message,
            ageMs: failing.changedAgoMs,
          },
        },
      ]
    })
  },
})

/** Zero replicas switch an autoscaler off: somebody wanted that. That it has a rival is said elsewhere. */
function failingCondition({ active, ableToScale, wanted }: AutoscalerState) {
  if (wanted === 0) return null
  if (active?.status === 'False' && !said.includes(active.reason)) return active
  return ableToScale?.status === 'False' ? ableToScale : null
}

const said = ['ScalingDisabled', 'AmbiguousSelector']
