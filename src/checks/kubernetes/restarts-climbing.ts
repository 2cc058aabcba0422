import { defineCheck } from '../../core/check.ts'
import { durationText } from '../../core/duration-text.ts'
import type { ContainerSeen } from '../../facts/kubernetes/container-seen.ts'
import { hasRecovered, isCrashing } from '../../facts/kubernetes/pod-trouble.ts'
import { servicePods } from '../../facts/kubernetes/pods.ts'
import { affectedContainers, draftOf } from './affected.ts'

/** Containers that run now but keep ending after a while: a leak, a liveness probe, a crash on some request. */
export const restartsClimbing = defineCheck({
  id: 'kubernetes.restarts-climbing',
  kind: 'condition',
  reads: { servicePods },
  params: {
    // popeye warns above 3 restarts in a lifetime; with a restart of late, two are a habit.
    restarts: 2,
    // As long as the events that would tell of it are kept.
    recentSeconds: 3600,
  },
  run: ({ servicePods }, context) => {
    const { restarts, recentSeconds } = context.params
    const climbs = (container: ContainerSeen) =>
      container.state === 'running' &&
      container.role !== 'init' &&
      container.restarts >= restarts &&
      (container.ended?.endedMs ?? Number.POSITIVE_INFINITY) <= recentSeconds * 1000 &&
      !isCrashing(container) &&
      !hasRecovered(container)
    return affectedContainers(servicePods, climbs).map((affected) => {
      const { restarts, ended } = affected.container
      const says = `restarted ${restarts} times, last ${durationText(ended?.endedMs ?? 0)} ago with exit code ${ended?.exitCode} (${ended?.reason})`
      return {
        ...draftOf(affected, context, says, {
          restarts,
          exitCode: ended?.exitCode ?? null,
          reason: ended?.reason ?? null,
          ranMs: ended?.ranMs ?? null,
          endedMs: ended?.endedMs ?? null,
        }),
        severity: 'warning' as const,
      }
    })
  },
})
