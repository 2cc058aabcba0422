import { defineCheck } from '../../core/check.ts'
import { cannotTell } from '../../facts/kubernetes/asked.ts'
import type { ContainerSeen } from '../../facts/kubernetes/container-seen.ts'
import { type EventGroup, events } from '../../facts/kubernetes/events.ts'
import type { PodGroup } from '../../facts/kubernetes/pod-groups.ts'
import { hasRecovered } from '../../facts/kubernetes/pod-trouble.ts'
import { servicePods } from '../../facts/kubernetes/pods.ts'
import { workloads } from '../../facts/kubernetes/workloads.ts'
import { affectedContainers, draftOf } from './affected.ts'

/** Containers that the kubelet kills because their liveness or startup probe fails: exit code 137 that is no lack of memory. */
export const livenessKills = defineCheck({
  id: 'kubernetes.liveness-kills',
  kind: 'condition',
  reads: { servicePods, events, workloads },
  params: {
    // Twice the longest back-off between two restarts (5 minutes).
    recentSeconds: 600,
  },
  run: ({ servicePods, events, workloads }, context) => {
    if ('unasked' in events.groups) return cannotTell(events.groups)
    const recentMs = context.params.recentSeconds * 1000
    const failed = events.groups.seen.filter(({ probe, lastMs }) => isDeadly(probe) && (lastMs ?? 0) <= recentMs)
    const wasKilled = (container: ContainerSeen, group: PodGroup) =>
      saidOf(failed, container, group.workload) !== undefined && endedByKill(container) && !hasRecovered(container)
    return affectedContainers(servicePods, wasKilled).map((affected) => {
      const { container, workload } = affected
      const said = saidOf(failed, container, workload)
      const probe = workloads.workloads
        .find((each) => each.workload === workload)
        ?.containers.find(({ name }) => name === container.name)?.probes[said?.probe ?? 'liveness']
      const says = `killed because the ${said?.probe} probe fails (${said?.message ?? ''}), ${container.restarts} restarts`
      return draftOf(affected, context, says, {
        ...{ probe: said?.probe ?? null, message: said?.message ?? null, failures: said?.count ?? null },
        ...{ restarts: container.restarts, exitCode: container.ended?.exitCode ?? null },
        ...{ ranMs: container.ended?.ranMs ?? null, endedMs: container.ended?.endedMs ?? null },
        ...{ probeKind: probe?.kind ?? null, path: probe?.path ?? null, port: probe?.port ?? null },
        ...{ timeoutSeconds: probe?.timeoutSeconds ?? null, periodSeconds: probe?.periodSeconds ?? null },
        failureThreshold: probe?.failureThreshold ?? null,
        initialDelaySeconds: probe?.initialDelaySeconds ?? null,
      })
    })
  },
})

function isDeadly(probe: EventGroup['probe']): boolean {
  return probe === 'liveness' || probe === 'startup'
}

function saidOf(failed: readonly EventGroup[], { name }: ContainerSeen, workload: string): EventGroup | undefined {
  return failed.find((event) => event.workload === workload && event.container === name)
}

/** SIGTERM first, then SIGKILL; a process that obeys the first may end as it likes. */
function endedByKill({ restarts, ended }: ContainerSeen): boolean {
  return restarts > 0 && ended !== null && ended.reason !== 'OOMKilled' && [0, 137, 143].includes(ended.exitCode)
}
