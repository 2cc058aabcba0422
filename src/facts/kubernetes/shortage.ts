import { type Patience, patienceWith } from './patience.ts'
import type { PodGroup } from './pod-groups.ts'
import { isFalling, isWanted, type Trouble, troubleOf } from './pod-trouble.ts'
import type { Pods } from './pods.ts'
import type { WorkloadState } from './workloads.ts'

/** How many pods of a workload do not serve that should, and why. */
export interface Shortage {
  readonly wanted: number
  readonly ready: number
  /** Not ready, but so young that nothing else is to be expected. */
  readonly starting: number
  /** What keeps them, the most frequent first. */
  readonly why: readonly (Trouble | 'not-created' | 'starting')[]
  /** Since the workload has had too few; null where nobody tells. */
  readonly sinceMs: number | null
}

/** Troubles that are none while a pod is young. */
const ordinary: readonly (Trouble | null)[] = ['container-creating', 'probe-failing', 'unschedulable']

export function shortageOf(workload: WorkloadState, pods: Pods): Shortage {
  const { groups } = pods
  const patience = patienceWith(workload, pods)
  const own = groups.filter((group) => group.workload === workload.workload && isWanted(group))
  const serving = own.filter((group) => group.isReady && !isFalling(group))
  const falling = own.filter((group) => group.isReady && isFalling(group))
  const unready = own.filter((group) => !serving.includes(group))
  const isYoung = (group: PodGroup) => isStarting(group, patience)
  const reasons = unready.map((group) => {
    const why = isYoung(group) ? ('starting' as const) : (troubleOf(group) ?? 'crash-loop')
    return { why, count: group.count }
  })
  const existing = count(own)
  const absent = Math.max(0, workload.wanted - existing)
  const all = [...reasons, ...(absent > 0 ? [{ why: 'not-created' as const, count: absent }] : [])]
  const notReady = unready.filter((group) => !isYoung(group)).flatMap(({ notReadyMs }) => notReadyMs?.max ?? [])
  return {
    wanted: workload.wanted,
    // The two lists are not of one moment: what either calls ready counts.
    ready: Math.max(workload.ready - count(falling), count(serving)),
    starting: count(unready.filter(isYoung)),
    why: [...new Set(all.toSorted((left, right) => right.count - left.count).map(({ why }) => why))],
    sinceMs: workload.unavailableForMs ?? (notReady.length === 0 ? null : Math.max(...notReady)),
  }
}

/** Young, and nothing has gone wrong with it yet. */
export function isStarting(group: PodGroup, { toBeReadyMs, toAnswerMs }: Patience): boolean {
  const { containers, oldestMs, isReady } = group
  const isUnhurt = containers.every(
    ({ restarts, ended, role }) => restarts === 0 && (ended === null || role === 'init'),
  )
  const trouble = troubleOf(group)
  const isLate = trouble === 'probe-failing' && runningMs(group) >= toAnswerMs
  return !isReady && isWanted(group) && oldestMs < toBeReadyMs && !isLate && isUnhurt && ordinary.includes(trouble)
}

/** How long the last of its processes has run; 0 where one does not. */
function runningMs({ containers }: PodGroup): number {
  return Math.min(...containers.filter(({ role }) => role === 'app').map((each) => each.runningMs ?? 0))
}

function count(groups: readonly PodGroup[]): number {
  return groups.reduce((sum, each) => sum + each.count, 0)
}
