import { defineCheck } from '../../core/check.ts'
import { durationText } from '../../core/duration-text.ts'
import { lasting } from '../../core/since.ts'
import type { PodGroup } from '../../facts/kubernetes/pod-groups.ts'
import { servicePods } from '../../facts/kubernetes/pods.ts'
import { workloads } from '../../facts/kubernetes/workloads.ts'
import { affectedPods, draftOf } from './affected.ts'

/** Pods that a node threw out for lack of disk or memory, of late and so that it matters: what is left of old ones lies around for days. */
export const evicted = defineCheck({
  id: 'kubernetes.evicted',
  kind: 'condition',
  reads: { servicePods, workloads },
  params: {
    // As long as events are kept.
    recentSeconds: 3600,
    // Once is what eviction is for; three times in an hour is a loop.
    loop: 3,
  },
  run: ({ servicePods, workloads }, context) => {
    const { recentSeconds, loop } = context.params
    const isEvicted = (group: PodGroup) =>
      group.reason === 'Evicted' && (group.notReadyMs?.min ?? group.youngestMs) <= recentSeconds * 1000
    return affectedPods(servicePods, isEvicted, ({ phase }) => phase === 'Failed').flatMap((affected) => {
      const workload = workloads.workloads.find((each) => each.workload === affected.workload)
      const isShort = workload !== undefined && workload.ready < workload.wanted
      if (!isShort && affected.count < loop) return []
      const [latest] = affected.groups.toSorted((left, right) => lostMs(left) - lostMs(right))
      const message = latest?.message ?? null
      const times = `evicted ${affected.count} time${affected.count === 1 ? '' : 's'}`
      const summary = `${affected.workload}: ${times} within ${durationText(affected.notReadyMs ?? 0)}: ${message ?? 'its node was short of something'}`
      const evidence = { message, nodes: affected.groups.flatMap(({ nodes }) => nodes).slice(0, 5), isShort }
      return [
        { ...draftOf(affected, context, '', evidence), summary, since: lasting(affected.notReadyMs, context.now) },
      ]
    })
  },
})

function lostMs({ notReadyMs, youngestMs }: PodGroup): number {
  return notReadyMs?.min ?? youngestMs
}
