import { defineCheck } from '../../core/check.ts'
import type { FindingDraft } from '../../core/finding.ts'
import { lasting } from '../../core/since.ts'
import { workloadPart } from '../../facts/kubernetes/part-of.ts'
import { servicePods } from '../../facts/kubernetes/pods.ts'
import { shortageOf } from '../../facts/kubernetes/shortage.ts'
import { type WorkloadState, workloads } from '../../facts/kubernetes/workloads.ts'
import { whyText } from './why-text.ts'

/** Some pods of a workload are missing or not ready, and neither a rollout nor their youth explains it. */
export const replicasMissing = defineCheck({
  id: 'kubernetes.replicas-missing',
  kind: 'condition',
  reads: { workloads, servicePods },
  // kubernetes-mixin waits 15 minutes (KubeDeploymentReplicasMismatch) so as to wake nobody for pods that are starting; here those are told apart.
  params: {},
  run: ({ workloads, servicePods }, { target, now }) =>
    workloads.workloads.flatMap((workload): readonly FindingDraft[] => {
      const { wanted, ready, starting, why, sinceMs } = shortageOf(workload, servicePods)
      // None at all is a symptom of its own.
      if (ready === 0 || ready + starting >= wanted || isRolling(workload)) return []
      return [
        {
          severity: 'warning',
          target: workloadPart(target, workload.workload),
          summary: `${ready} of ${wanted} pods of ${workload.workload} are ready${whyText(why)}`,
          since: lasting(sinceMs, now),
          evidence: { workload: workload.workload, wanted, ready, starting, why },
        },
      ]
    }),
})

function isRolling({ rollout }: WorkloadState): boolean {
  return rollout.state === 'progressing' || rollout.state === 'unobserved'
}
