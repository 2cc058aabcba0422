import { defineCheck } from '../../core/check.ts'
import { lasting, unknownSince } from '../../core/since.ts'
import { part } from '../../core/target.ts'
import { cannotTell } from '../../facts/kubernetes/asked.ts'
import { type AutoscalerState, autoscaling } from '../../facts/kubernetes/autoscaling.ts'

/** Two set the number of pods of one workload: two autoscalers, or an autoscaler and somebody who writes the number again and again. */
export const hpaFightsReplicas = defineCheck({
  id: 'kubernetes.hpa-fights-replicas',
  kind: 'condition',
  reads: { autoscaling },
  params: {
    /** An autoscaler takes back what others write within its period of 15 s: a number of theirs that is there now was written just now. */
    recentSeconds: 600,
  },
  run({ autoscaling: { autoscalers } }, { target, params, now }) {
    if ('unasked' in autoscalers) return cannotTell(autoscalers)
    return autoscalers.seen.flatMap((scaler) => {
      const writers = foreignWriters(scaler, params.recentSeconds * 1000)
      // Of two that fight, the first tells of both.
      if (scaler.rivals.length === 0 ? writers.length === 0 : scaler.rivals.some((name) => name < scaler.name))
        return []
      const [latest] = writers
      return [
        {
          severity: 'warning' as const,
          target: part(target, 'autoscaler', { autoscaler: scaler.name }),
          summary: `${scaler.workload} is scaled by ${[scaler.name, ...scaler.rivals, ...writers.map(({ manager }) => manager)].join(' and ')}`,
          since: latest === undefined ? unknownSince : lasting(latest.agoMs, now),
          evidence: {
            autoscaler: scaler.name,
            workload: scaler.workload,
            rivals: scaler.rivals,
            writers: writers.map(({ manager }) => manager),
          },
        },
      ]
    })
  },
})

/** Those who wrote after the autoscaler did, a number that it does not want. One that has never scaled has nothing to defend. */
function foreignWriters({ wanted, desired, lastScaledAgoMs, replicaWriters }: AutoscalerState, recentMs: number) {
  if (wanted === 0 || wanted === desired || lastScaledAgoMs === null) return []
  return replicaWriters.filter(
    ({ manager, agoMs }) =>
      manager !== 'kube-controller-manager' && agoMs !== null && agoMs < Math.min(recentMs, lastScaledAgoMs),
  )
}
