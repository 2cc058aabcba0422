import { durationText } from '../../core/duration-text.ts'
import type { ConfigFault } from './config-fault.ts'
import type { ContainerSeen } from './container-seen.ts'
import type { ImageFault } from './image-fault.ts'
import type { PodGroup } from './pod-groups.ts'
import type { NodeCount } from './scheduling.ts'

/** Why an image cannot be had, as the end of a sentence. */
export const imageFaultText: Readonly<Record<ImageFault, string>> = {
  'not-found': 'the registry does not have it',
  unauthorized: 'the registry refuses to give it',
  'rate-limit': 'the registry gives no more for a while (rate limit)',
  'unreachable-registry': 'the registry does not answer the node',
  'invalid-name': 'this is no name of an image',
  'wrong-platform': 'it is not made for the processor of the node',
  'never-pulled': 'it is not on the node, and the pull policy is Never',
  unknown: 'the kubelet does not say why',
}

/** What a container asks for and does not get; `message` is what the kubelet said, masked. */
export function configFaultText({ fault, object, key }: ConfigFault, message: string | null): string {
  switch (fault) {
    case 'missing-secret':
    case 'missing-config-map':
      return `${object} does not exist`
    case 'missing-key':
      return `${object} has no key ${key}`
    case 'run-as-root':
      return 'it must not run as root, and its image does'
    case 'other':
      return message ?? 'its configuration cannot be read'
  }
}

/** Why no node takes a pod. */
export function unscheduledText(unscheduled: PodGroup['unscheduled'] | undefined): string {
  if (unscheduled === null || unscheduled === undefined) return 'no node, the scheduler has not looked yet'
  if (unscheduled.reason === 'SchedulingGated') return 'no node until their scheduling gates are taken away'
  const { nodes, counts } = unscheduled
  if (nodes === 0) return 'no node, the cluster has none'
  const reasons = counts.map(countText).join(', ')
  return reasons === ''
    ? `no node fits: ${unscheduled.message}`
    : `none of ${nodes} node${nodes === 1 ? '' : 's'} fits: ${reasons}`
}

function countText({ nodes, text }: NodeCount): string {
  return nodes === 0 ? text : `${nodes} ${text}`
}

/** How a container ends again and again, or why it cannot even be started. */
export function crashText(container: ContainerSeen): string {
  const { ended, restarts } = container
  const words = lastWords(container)
  const said = words === null ? '' : `: ${words}`
  if (neverStarted(container)) return `cannot be started${said}`
  if (ended === null) return `crash loop, ${restarts} restarts`
  const ran = ended.ranMs === null || ended.ranMs < 1000 ? '' : ` after ${durationText(ended.ranMs)}`
  return `crash loop, ${endText(ended)}${ran}, ${restarts} restarts${said}`
}

/** How a process ended: `exit code 137 (OOMKilled)`. */
export function endText({ exitCode, reason }: NonNullable<ContainerSeen['ended']>): string {
  return reason === 'Error' || reason === '' ? `exit code ${exitCode}` : `exit code ${exitCode} (${reason})`
}

/** What a container left behind, or what keeps it from starting, masked; null where nobody said anything. */
export function lastWords({ state, reason, message, ended }: ContainerSeen): string | null {
  // That it backs off is known.
  const waiting = state === 'waiting' && reason !== 'CrashLoopBackOff' ? message : null
  return waiting ?? ended?.message ?? null
}

/** The runtime could not make a process of it: a wrong command, a missing file. */
function neverStarted({ state, reason, ended }: ContainerSeen): boolean {
  const startErrors = ['StartError', 'ContainerCannotRun']
  return (state === 'waiting' && reason !== 'CrashLoopBackOff') || startErrors.includes(ended?.reason ?? '')
}
