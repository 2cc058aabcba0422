import { defineCheck } from '../../core/check.ts'
import { lasting } from '../../core/since.ts'
import type { PodGroup } from '../../facts/kubernetes/pod-groups.ts'
import { servicePods } from '../../facts/kubernetes/pods.ts'
import { unscheduledText } from '../../facts/kubernetes/trouble-text.ts'
import { affectedPods, draftOf } from './affected.ts'

/** Pods that no node takes, with what the scheduler counted. */
export const unschedulable = defineCheck({
  id: 'kubernetes.unschedulable',
  kind: 'condition',
  reads: { servicePods },
  params: {
    // A scheduler needs a second or two; an autoscaler minutes, but until then the pod is missing.
    graceSeconds: 10,
    // What no node has does not come free.
    hopelessSeconds: 1,
  },
  run: ({ servicePods }, context) => {
    const { graceSeconds, hopelessSeconds } = context.params
    const graceMs = (group: PodGroup) => (isHopeless(group) ? hopelessSeconds : graceSeconds) * 1000
    return affectedPods(servicePods, (group) => waitingMs(group) >= graceMs(group)).map((affected) => {
      const unscheduled = affected.groups.flatMap((group) => group.unscheduled ?? [])
      const [first] = unscheduled
      const counts = unscheduled.flatMap((each) => each.counts)
      const waits = Math.max(...affected.groups.map(waitingMs))
      const evidence = {
        reason: first?.reason ?? 'NotLookedAt',
        nodes: first?.nodes ?? null,
        kinds: [...new Set(counts.map(({ kind }) => kind))],
        counts: (first?.counts ?? []).map((each) => ({ ...each })),
        message: first?.message ?? null,
      }
      return {
        ...draftOf(affected, context, unscheduledText(first), evidence),
        since: lasting(waits, context.now),
      }
    })
  },
})

/** Labels that no node bears, taints that all have: unlike room, they do not come and go with other pods. */
function isHopeless({ unscheduled }: PodGroup): boolean {
  const counts = unscheduled?.counts ?? []
  return counts.length > 0 && counts.every(({ kind }) => kind === 'affinity' || kind === 'taint')
}

/** How long a pod has been without a node; 0 where it has one. */
function waitingMs({ unscheduled, phase, nodes, youngestMs }: PodGroup): number {
  if (unscheduled !== null) return unscheduled.ageMs
  return phase === 'Pending' && nodes.length === 0 ? youngestMs : 0
}
