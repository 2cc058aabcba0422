import { type ChangeDraft, defineChanges } from '../core/change.ts'
import type { Sighting } from '../core/look.ts'
import { part } from '../core/target.ts'
import type { ContainerSeen, End } from '../facts/kubernetes/container-seen.ts'
import type { PodGroup } from '../facts/kubernetes/pod-groups.ts'
import { type Pods, servicePods } from '../facts/kubernetes/pods.ts'

/** Containers that were started again, each group of pods once, with the reason. */
export const restarts = defineChanges({ id: 'kubernetes.restart', reads: servicePods, observe: restarted })

function restarted({ value, at, target }: Sighting<Pods>): readonly ChangeDraft[] {
  return value.groups.flatMap((group) =>
    group.containers.flatMap((container) => {
      const { ended, restarts, name, isMain } = container
      if (ended === null || ended.endedMs === null || restarts === 0) return []
      return [
        {
          at: Math.round(at - ended.endedMs),
          // Only the main one is the service.
          kind: isMain ? 'restart' : 'sidecar-restart',
          target: part(target, 'container', { workload: group.workload, container: name }),
          summary: `${name} of ${podsOf(group)} ${howOf(ended)}${timesOf(container)}`,
        },
      ]
    }),
  )
}

function podsOf({ count, names, workload }: PodGroup): string {
  return count === 1 ? `pod ${names[0]}` : `${count} pods of ${workload}`
}

function howOf({ reason, exitCode, signal }: End): string {
  if (reason === 'OOMKilled') return 'was killed for want of memory'
  if (exitCode === 0) return 'ended and was started again'
  if (signal !== null && signal !== 0) return `was ended by signal ${signal}`
  return `fell over with exit code ${exitCode}`
}

function timesOf({ restarts }: ContainerSeen): string {
  return restarts === 1 ? '' : `, ${restarts} times so far`
}
