import { defineCheck } from '../../core/check.ts'
import { durationText } from '../../core/duration-text.ts'
import type { ContainerSeen } from '../../facts/kubernetes/container-seen.ts'
import { isCrashing } from '../../facts/kubernetes/pod-trouble.ts'
import { servicePods } from '../../facts/kubernetes/pods.ts'
import { affectedContainers, draftOf } from './affected.ts'

/** Containers that end again and again, or cannot even be started. */
export const crashLoop = defineCheck({
  id: 'kubernetes.crash-loop',
  kind: 'condition',
  reads: { servicePods },
  params: {},
  run: ({ servicePods }, context) =>
    affectedContainers(servicePods, isCrashing).map((affected) => {
      const { reason, state, restarts, ended } = affected.container
      return draftOf(affected, context, inWords(affected.container), {
        reason: reason ?? ended?.reason ?? null,
        state,
        restarts,
        exitCode: ended?.exitCode ?? null,
        signal: ended?.signal ?? null,
        endedAs: ended?.reason ?? null,
        ranMs: ended?.ranMs ?? null,
        endedMs: ended?.endedMs ?? null,
        lastWords: lastWords(affected.container),
      })
    }),
})

function inWords(container: ContainerSeen): string {
  const { ended, restarts } = container
  const words = lastWords(container)
  const said = words === null ? '' : `: ${words}`
  if (neverStarted(container)) return `cannot be started${said}`
  if (ended === null) return `crash loop, ${restarts} restarts`
  const ran = ended.ranMs === null || ended.ranMs < 1000 ? '' : ` after ${durationText(ended.ranMs)}`
  return `crash loop, ${endText(ended)}${ran}, ${restarts} restarts${said}`
}

function endText({ exitCode, reason }: NonNullable<ContainerSeen['ended']>): string {
  return reason === 'Error' || reason === '' ? `exit code ${exitCode}` : `exit code ${exitCode} (${reason})`
}

/** The runtime could not make a process of it: a wrong command, a missing file. */
function neverStarted({ state, reason, ended }: ContainerSeen): boolean {
  const startErrors = ['StartError', 'ContainerCannotRun']
  return (state === 'waiting' && reason !== 'CrashLoopBackOff') || startErrors.includes(ended?.reason ?? '')
}

function lastWords({ state, reason, message, ended }: ContainerSeen): string | null {
  // That it backs off is known.
  const waiting = state === 'waiting' && reason !== 'CrashLoopBackOff' ? message : null
  return waiting ?? ended?.message ?? null
}
