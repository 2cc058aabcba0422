import { defineCheck } from '../../core/check.ts'
import { durationText } from '../../core/duration-text.ts'
import { lasting } from '../../core/since.ts'
import { servicePods } from '../../facts/kubernetes/pods.ts'
import { affectedPods, draftOf } from './affected.ts'

/** Pods that were told to go and are still there long after their grace: a finalizer, or a node that does not answer. */
export const stuckTerminating = defineCheck({
  id: 'kubernetes.stuck-terminating',
  kind: 'condition',
  reads: { servicePods },
  params: {
    // After the grace a kubelet needs seconds.
    overdueSeconds: 60,
  },
  run: ({ servicePods }, context) =>
    affectedPods(
      servicePods,
      ({ leaving }) => (leaving?.overdueMs ?? 0) >= context.params.overdueSeconds * 1000,
      () => true,
    ).map((affected) => {
      const overdueMs = Math.max(...affected.groups.map(({ leaving }) => leaving?.overdueMs ?? 0))
      const finalizers = [...new Set(affected.groups.flatMap(({ leaving }) => leaving?.finalizers ?? []))]
      const nodes = [...new Set(affected.groups.flatMap((group) => group.nodes))]
      const why =
        finalizers.length > 0 ? `finalizers ${finalizers.join(', ')}` : `node ${nodes.join(', ')} does not end them`
      const pods = `${affected.count} pod${affected.count === 1 ? '' : 's'} of ${affected.workload}`
      return {
        ...draftOf(affected, context, '', { finalizers, nodes, overdueMs }),
        severity: 'warning' as const,
        summary: `${pods} should have been gone for ${durationText(overdueMs)}: ${why}`,
        since: lasting(overdueMs, context.now),
      }
    }),
})
