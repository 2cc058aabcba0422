import { defineCheck } from '../../core/check.ts'
import { cannotTell } from '../../facts/kubernetes/asked.ts'
import { events } from '../../facts/kubernetes/events.ts'
import { troubleOf } from '../../facts/kubernetes/pod-trouble.ts'
import { servicePods } from '../../facts/kubernetes/pods.ts'
import { affectedPods, draftOf } from './affected.ts'

/** Pods whose node cannot make them a network or a sandbox: the network plugin, addresses, the runtime. */
export const sandboxFailed = defineCheck({
  id: 'kubernetes.sandbox-failed',
  kind: 'condition',
  reads: { servicePods, events },
  params: {
    // It is tried again every few seconds.
    recentSeconds: 300,
  },
  run: ({ servicePods, events }, context) => {
    if ('unasked' in events.groups) return cannotTell(events.groups)
    const said = events.groups.seen.filter(
      ({ reason, lastMs }) =>
        reason === 'FailedCreatePodSandBox' && (lastMs ?? 0) <= context.params.recentSeconds * 1000,
    )
    const waits = affectedPods(servicePods, (group) => troubleOf(group) === 'container-creating')
    return waits.flatMap((affected) => {
      const event = said.find(({ workload }) => workload === affected.workload)
      if (event === undefined) return []
      const nodes = [...new Set(affected.groups.flatMap((group) => group.nodes))]
      return [draftOf(affected, context, `no sandbox: ${event.message}`, { message: event.message, nodes })]
    })
  },
})
