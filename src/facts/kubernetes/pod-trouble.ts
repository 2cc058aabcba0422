import type { ContainerSeen } from './container-seen.ts'
import type { PodGroup } from './pod-groups.ts'

/** What keeps a pod from serving, the most telling first. */
export type Trouble =
  | 'leaving'
  | 'unschedulable'
  | 'image-pull'
  | 'config-error'
  | 'init-failed'
  | 'crash-loop'
  | 'container-creating'
  | 'probe-failing'
  | 'finished'

/** A container that ran for so long without falling over has done with its past: the kubelet forgets its back-off then, too. */
const survivedMs = 600_000

/** Pods that should be serving: not those that were told to go, and not what is left of evicted ones. */
export function isWanted({ leaving, phase }: PodGroup): boolean {
  return leaving === null && phase !== 'Failed' && phase !== 'Succeeded'
}

/** What keeps the pods of a group from being ready; null where they are. */
export function troubleOf(group: PodGroup): Trouble | null {
  const { containers, isReady, leaving, unscheduled, phase } = group
  if (leaving !== null) return 'leaving'
  if (isReady) return null
  if (!isWanted(group)) return 'finished'
  if (unscheduled !== null || (phase === 'Pending' && group.nodes.length === 0)) return 'unschedulable'
  if (containers.some(({ imageFault }) => imageFault !== null)) return 'image-pull'
  if (containers.some(({ config }) => config !== null)) return 'config-error'
  if (containers.some(isFailingInit)) return 'init-failed'
  if (containers.some(isCrashing)) return 'crash-loop'
  return containers.some(({ role, state }) => role === 'app' && state === 'running')
    ? 'probe-failing'
    : 'container-creating'
}

/** A container of a pod that must stay up ends again and again, or cannot even be started. */
export function isCrashing(container: ContainerSeen): boolean {
  const { role, state, reason, ended, restarts } = container
  if (role === 'init') return false
  if (state === 'waiting') return cannotStart.has(reason ?? '')
  if (state === 'terminated') return restarts > 0 || ended?.exitCode !== 0
  return restarts >= 2 && ranShortly(container) && !hasRecovered(container)
}

const cannotStart = new Set(['CrashLoopBackOff', 'RunContainerError', 'CreateContainerError', 'PostStartHookError'])

/** Between two crashes a pod may be called ready for some seconds. */
export function isFalling({ containers }: PodGroup): boolean {
  return containers.some(isCrashing)
}

/** The same of one that has to end before the others start. */
export function isFailingInit({ role, state, reason, ended, restarts }: ContainerSeen): boolean {
  if (role !== 'init') return false
  if (state === 'waiting') return cannotStart.has(reason ?? '')
  return state === 'terminated' ? ended?.exitCode !== 0 : state === 'running' && restarts > 0
}

/** The kernel killed it, or one of its children, for memory; lately, or so that it still shows. */
export function wasOutOfMemory(container: ContainerSeen): boolean {
  return container.ended?.reason === 'OOMKilled' && !hasRecovered(container)
}

/** It runs, and has been doing so for clearly longer than the time before. */
export function hasRecovered({ state, runningMs, ended }: ContainerSeen): boolean {
  if (state !== 'running' || runningMs === null) return false
  const before = ended?.ranMs ?? 0
  return runningMs > Math.min(survivedMs, Math.max(atLeastMs, 2 * before))
}

/** A process that falls over at its start does so within this time. */
const atLeastMs = 10_000

/** The time before, it ended before it had been up for long. */
function ranShortly({ ended }: ContainerSeen): boolean {
  return ended !== null && (ended.ranMs ?? 0) < survivedMs
}
