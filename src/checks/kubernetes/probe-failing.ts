import { defineCheck } from '../../core/check.ts'
import { durationText } from '../../core/duration-text.ts'
import { seenOf } from '../../facts/kubernetes/asked.ts'
import type { ContainerSeen } from '../../facts/kubernetes/container-seen.ts'
import { type EventGroup, events } from '../../facts/kubernetes/events.ts'
import type { Probe } from '../../facts/kubernetes/objects/pod-template.ts'
import { patienceWith } from '../../facts/kubernetes/patience.ts'
import type { PodGroup } from '../../facts/kubernetes/pod-groups.ts'
import { isCrashing } from '../../facts/kubernetes/pod-trouble.ts'
import { servicePods } from '../../facts/kubernetes/pods.ts'
import { workloads } from '../../facts/kubernetes/workloads.ts'
import { affectedContainers, draftOf } from './affected.ts'

/** Containers that run and are not ready: their readiness probe fails, or their startup probe has not passed yet. */
export const probeFailing = defineCheck({
  id: 'kubernetes.probe-failing',
  kind: 'condition',
  reads: { servicePods, workloads, events },
  params: {
    // Three failed probes, ten seconds apart, are the default; shorter is a hiccup.
    lostSeconds: 10,
  },
  run: ({ servicePods, workloads, events }, context) => {
    const lostMs = context.params.lostSeconds * 1000
    const budgets = new Map(
      workloads.workloads.map((each) => [each.workload, patienceWith(each, servicePods).toAnswerMs]),
    )
    const fails = (container: ContainerSeen, group: PodGroup) =>
      isUnready(container) && outlasts(container, group, budgets.get(group.workload) ?? 0, lostMs)
    return affectedContainers(servicePods, fails).map((affected) => {
      const { container, workload } = affected
      const outline = workloads.workloads
        .find((each) => each.workload === workload)
        ?.containers.find(({ name }) => name === container.name)
      const isStarting = !container.isStarted && outline?.probes.startup !== null
      const probe = isStarting ? outline?.probes.startup : outline?.probes.readiness
      const which = isStarting ? 'startup' : 'readiness'
      const said = (seenOf(events.groups) ?? []).find((each) => isAbout(each, workload, container.name, which))
      const length = affected.notReadyMs === null ? '' : ` for ${durationText(affected.notReadyMs)}`
      const says = `running but not ready${length}, the ${which} probe fails${said === undefined ? '' : ` (${said.message})`}`
      return draftOf(affected, context, says, {
        ...{ probe: which, ...probeEvidence(probe ?? null) },
        message: said?.message ?? null,
        notReadyMs: affected.notReadyMs,
        wasReady: affected.groups.some((group) => lostReadiness(container, group)),
        restarts: container.restarts,
      })
    })
  },
})

function isUnready(container: ContainerSeen): boolean {
  return container.role !== 'init' && container.state === 'running' && !container.isReady && !isCrashing(container)
}

/** One that was ready before is missed at once; one that never was may still be starting. */
function outlasts(container: ContainerSeen, group: PodGroup, budgetMs: number, lostMs: number): boolean {
  const notReadyMs = group.notReadyMs?.max ?? 0
  return lostReadiness(container, group) ? notReadyMs >= lostMs : (container.runningMs ?? 0) >= budgetMs
}

/** It became unready clearly after it had started. */
function lostReadiness({ runningMs, restarts }: ContainerSeen, { notReadyMs }: PodGroup): boolean {
  return restarts === 0 && runningMs !== null && (notReadyMs?.max ?? 0) + clearlyMs < runningMs
}

const clearlyMs = 5_000

function isAbout({ workload, container, probe }: EventGroup, name: string, of: string, which: string): boolean {
  return workload === name && container === of && probe === which
}

function probeEvidence(probe: Probe | null) {
  if (probe === null) return {}
  const { kind, path, port, timeoutSeconds, periodSeconds, failureThreshold } = probe
  return { probeKind: kind, path, port, timeoutSeconds, periodSeconds, failureThreshold }
}
