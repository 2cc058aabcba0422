import { defineCheck } from '../../core/check.ts'
import { lasting } from '../../core/since.ts'
import { part } from '../../core/target.ts'
import { cannotTell } from '../../facts/kubernetes/asked.ts'
import { type AutoscalerState, autoscaling } from '../../facts/kubernetes/autoscaling.ts'
import type { ScalingMetric } from '../../facts/kubernetes/objects/autoscaler.ts'

/** An autoscaler wants more pods than it may have. */
export const hpaMaxed = defineCheck({
  id: 'kubernetes.hpa-maxed',
  kind: 'condition',
  reads: { autoscaling },
  params: {
    /** KubeHpaMaxedOut of kubernetes-mixin. */
    minAgeSeconds: 900,
    /** The autoscaler itself does nothing within 10 % of its target. */
    tolerance: 0.1,
  },
  run({ autoscaling: { autoscalers } }, { target, params, now }) {
    if ('unasked' in autoscalers) return cannotTell(autoscalers)
    return autoscalers.seen.flatMap((scaler) => {
      const above = scaler.metrics.filter((metric) => isAbove(metric, params.tolerance))
      const limitedMs = limitedFor(scaler)
      const isMaxed = scaler.current >= scaler.max && scaler.min < scaler.max && scaler.max > 0
      if (!isMaxed || (above.length === 0 && (limitedMs ?? 0) < params.minAgeSeconds * 1000)) return []
      return [
        {
          severity: 'warning' as const,
          target: part(target, 'autoscaler', { autoscaler: scaler.name }),
          summary: `the autoscaler ${scaler.name} is at its maximum of ${scaler.max} pods${above.map(inWords).join('')}`,
          since: lasting(limitedMs ?? scaler.lastScaledAgoMs, now),
          evidence: {
            autoscaler: scaler.name,
            workload: scaler.workload,
            min: scaler.min,
            max: scaler.max,
            current: scaler.current,
            isAbove: above.length > 0,
            limitedMs,
            metrics: scaler.metrics.map(({ name, measure, target: wanted, current }) => ({
              ...{ name, measure, target: wanted, current },
            })),
          },
        },
      ]
    })
  },
})

function isAbove({ target, current }: ScalingMetric, tolerance: number): boolean {
  return current !== null && current > target * (1 + tolerance)
}

/** `TooFewReplicas` at the minimum is the same condition, and normal. */
function limitedFor({ limited }: AutoscalerState): number | null {
  return limited?.status === 'True' && limited.reason === 'TooManyReplicas' ? limited.changedAgoMs : null
}

function inWords({ name, measure, target, current }: ScalingMetric): string {
  const unit = measure === 'utilization' ? ' %' : ''
  return `, ${name} at ${Math.round(current ?? 0)}${unit} where ${Math.round(target)}${unit} is wanted`
}
