import { defineCheck } from '../../core/check.ts'
import { durationText } from '../../core/duration-text.ts'
import type { FindingDraft } from '../../core/finding.ts'
import { lasting } from '../../core/since.ts'
import { workloadPart } from '../../facts/kubernetes/part-of.ts'
import { isWanted } from '../../facts/kubernetes/pod-trouble.ts'
import { type Pods, servicePods } from '../../facts/kubernetes/pods.ts'
import type { Rollout } from '../../facts/kubernetes/rollout.ts'
import { type WorkloadState, workloads } from '../../facts/kubernetes/workloads.ts'

/** A rollout that does not come further: its deadline has passed, or its new pods are not ready for as long. */
export const rolloutStuck = defineCheck({
  id: 'kubernetes.rollout-stuck',
  kind: 'condition',
  reads: { workloads, servicePods },
  params: {
    // For workloads without a deadline the one that Deployments have by default (kubernetes-mixin: KubeDeploymentRolloutStuck 15 min).
    stuckSeconds: 600,
  },
  run: ({ workloads, servicePods }, { target, now, params }) =>
    workloads.workloads.flatMap((workload): readonly FindingDraft[] => {
      const stop = stopOf(workload, servicePods, params.stuckSeconds * 1000)
      if (stop === undefined) return []
      const { wanted, updated, available, ready, revision, kind, name, updateRevision } = workload
      return [
        {
          severity: ready === 0 && wanted > 0 ? 'critical' : 'warning',
          target: workloadPart(target, workload.workload),
          summary: `the rollout of ${workload.workload} is stuck: ${stop.text}`,
          since: lasting(stop.ageMs, now),
          evidence: {
            ...{ workload: workload.workload, kind, name, reason: stop.reason, message: stop.message },
            ...{ revision, updateRevision, wanted, updated, available, ready },
          },
        },
      ]
    }),
})

interface Stop {
  readonly reason: string
  readonly message: string | null
  readonly text: string
  readonly ageMs: number | null
}

function stopOf(workload: WorkloadState, pods: Pods, stuckMs: number): Stop | undefined {
  const { rollout, updated, wanted } = workload
  if (rollout.state === 'stuck') return pastDeadline(rollout, workload)
  if (rollout.state !== 'progressing' || workload.progressDeadlineSeconds !== null) return undefined
  const waits = unreadyMs(workload, pods)
  if (waits < stuckMs) return undefined
  const text = `${updated} of ${wanted} pods have the new template, and one has not been ready for ${durationText(waits)}`
  return { reason: 'no-progress', message: null, text, ageMs: waits }
}

function pastDeadline({ reason, message, ageMs }: Rollout & { state: 'stuck' }, workload: WorkloadState): Stop {
  const { updated, wanted, available, progressDeadlineSeconds } = workload
  const text =
    reason === 'ProgressDeadlineExceeded'
      ? `${updated} of ${wanted} pods have the new template, ${available} are available, and nothing moved for ${progressDeadlineSeconds} s`
      : message
  return { reason, message, text, ageMs }
}

/** How long a pod of the new template, or of any where nobody knows which is new, has not been ready. */
function unreadyMs({ workload, updateRevision }: WorkloadState, { groups }: Pods): number {
  const own = groups.filter((group) => group.workload === workload && isWanted(group) && !group.isReady)
  const fresh = own.filter(({ revision }) => updateRevision === null || revision === updateRevision)
  return Math.max(0, ...fresh.map(({ notReadyMs }) => notReadyMs?.max ?? 0))
}
