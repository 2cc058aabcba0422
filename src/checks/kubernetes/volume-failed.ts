import { defineCheck } from '../../core/check.ts'
import { cannotTell } from '../../facts/kubernetes/asked.ts'
import { type EventGroup, events } from '../../facts/kubernetes/events.ts'
import { troubleOf } from '../../facts/kubernetes/pod-trouble.ts'
import { servicePods } from '../../facts/kubernetes/pods.ts'
import { affectedPods, draftOf } from './affected.ts'

const reasons = new Set(['FailedMount', 'FailedAttachVolume', 'FailedMapVolume'])

/** Pods that wait for a volume that cannot be attached or mounted. */
export const volumeFailed = defineCheck({
  id: 'kubernetes.volume-failed',
  kind: 'condition',
  reads: { servicePods, events },
  params: {
    // A kubelet tries again with pauses of up to two minutes and two seconds, and says so each time.
    recentSeconds: 600,
  },
  run: ({ servicePods, events }, context) => {
    if ('unasked' in events.groups) return cannotTell(events.groups)
    const recentMs = context.params.recentSeconds * 1000
    const said = events.groups.seen.filter(({ reason, lastMs }) => reasons.has(reason) && (lastMs ?? 0) <= recentMs)
    const waits = affectedPods(servicePods, (group) => troubleOf(group) === 'container-creating')
    return waits.flatMap((affected) => {
      const own = said.filter(({ workload }) => workload === affected.workload)
      const event = own.find((each) => faultOf(each) !== 'timeout') ?? own[0]
      if (event === undefined) return []
      const { message, mount } = event
      const evidence = {
        ...{ fault: faultOf(event), object: mount?.object ?? null, key: mount?.key ?? null, message },
        ...{ volume: volumeIn(message), claims: affected.groups.flatMap(({ claims }) => claims).slice(0, 5) },
      }
      return [draftOf(affected, context, `no volume: ${message}`, evidence)]
    })
  },
})

/** What a person would look at: the object that is missing, the other node, the driver. */
function faultOf({ mount, message, reason }: EventGroup): string {
  if (mount !== null && mount.fault !== 'other' && mount.fault !== 'run-as-root') return mount.fault
  if (/Multi-Attach error/.test(message)) return 'multi-attach'
  if (/timed out waiting for the condition|Unable to attach or mount/.test(message)) return 'timeout'
  return reason === 'FailedAttachVolume' ? 'attach' : 'mount'
}

function volumeIn(message: string): string | null {
  return /volume "([^"]+)"/.exec(message)?.[1] ?? null
}
