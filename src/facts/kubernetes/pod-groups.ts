import type { WorkloadRef } from '../../clients/kubernetes/client.ts'
import { mask } from '../../core/mask.ts'
import { type ContainerSeen, seenContainer } from './container-seen.ts'
import type { Pod } from './objects/pod.ts'
import { revisionOfPod, workloadName } from './pod-owner.ts'
import { readUnschedulable, type Unschedulable } from './scheduling.ts'

/** Pods of one workload and one revision that are in the same state: five thousand alike are one group. */
export interface PodGroup {
  /** `deployment/user-service`. */
  readonly workload: string
  /** The hash of their template; null where nobody wrote it down. */
  readonly revision: string | null
  readonly count: number
  /** Some of them, by name. */
  readonly names: readonly string[]
  readonly nodes: readonly string[]
  readonly phase: string
  readonly reason: string | null
  readonly message: string | null
  readonly isReady: boolean
  readonly youngestMs: number
  readonly oldestMs: number
  /** How long they have not been ready: the shortest and the longest; null where they are. */
  readonly notReadyMs: Span | null
  /** How long the slowest of them took from the start of its process until it was ready; null where they are not, or have restarted since. */
  readonly readyInMs: number | null
  readonly leaving: Leaving | null
  readonly unscheduled: Unscheduled | null
  readonly claims: readonly string[]
  readonly containers: readonly ContainerSeen[]
}

export interface Span {
  readonly min: number
  readonly max: number
}

/** They were told to go. `overdueMs`: since their grace ended; negative before. */
export interface Leaving {
  readonly overdueMs: number
  readonly finalizers: readonly string[]
}

export interface Unscheduled extends Unschedulable {
  /** `Unschedulable`, `SchedulingGated`. */
  readonly reason: string
  readonly message: string
  readonly ageMs: number
}

/** So many names of a group are kept. */
const namesKept = 5

/** Groups pods by their workload and state; the largest first. */
export function groupPods(pods: readonly { readonly pod: Pod; readonly of: WorkloadRef }[]): readonly PodGroup[] {
  const seen = pods.map(({ pod, of }) => seenPod(pod, of))
  return [...Map.groupBy(seen, keyOf).values()]
    .map((alike) => alike.reduce(together))
    .toSorted((left, right) => right.count - left.count)
}

/** One pod as a group of its own. */
export function seenPod(pod: Pod, of: WorkloadRef): PodGroup {
  const notReady = pod.conditions.find(({ type, status }) => type === 'Ready' && status !== 'True')
  const notReadyMs = pod.isReady ? null : (notReady?.changedAgoMs ?? pod.createdAgoMs)
  return {
    workload: workloadName(of),
    revision: revisionOfPod(pod),
    count: 1,
    names: [pod.name],
    nodes: pod.node === null ? [] : [pod.node],
    phase: pod.phase,
    reason: pod.reason,
    message: pod.message === null ? null : mask(pod.message),
    isReady: pod.isReady,
    youngestMs: pod.createdAgoMs,
    oldestMs: pod.createdAgoMs,
    notReadyMs: notReadyMs === null ? null : { min: notReadyMs, max: notReadyMs },
    readyInMs: readyIn(pod),
    leaving: pod.deletedAgoMs === null ? null : { overdueMs: pod.deletedAgoMs, finalizers: pod.finalizers },
    unscheduled: unscheduledOf(pod),
    claims: pod.claims,
    containers: pod.containers.map(seenContainer),
  }
}

function readyIn({ isReady, conditions, containers }: Pod): number | null {
  const readyAgoMs = conditions.find(({ type }) => type === 'Ready')?.changedAgoMs ?? null
  const apps = containers.filter(({ role }) => role === 'app')
  const started = apps.flatMap(({ now }) => (now.state === 'running' ? (now.startedAgoMs ?? []) : []))
  if (!isReady || readyAgoMs === null || started.length === 0 || apps.some(({ restarts }) => restarts > 0)) return null
  return Math.max(0, Math.min(...started) - readyAgoMs)
}

function unscheduledOf({ conditions }: Pod): Unscheduled | null {
  const scheduled = conditions.find(({ type }) => type === 'PodScheduled')
  if (scheduled?.status !== 'False') return null
  const { reason, message, changedAgoMs } = scheduled
  return { reason, message: mask(message), ageMs: changedAgoMs ?? 0, ...readUnschedulable(message) }
}

/** What pods of one group share. Ages, names and counts of restarts differ. */
function keyOf(group: PodGroup): string {
  const { workload, revision, phase, reason, isReady, leaving, unscheduled, containers } = group
  const states = containers.map(({ name, state, reason, isReady, isStarted, ended, restarts, config }) => [
    ...[name, state, reason, isReady, isStarted, ended?.reason, ended?.exitCode, config?.object, config?.key],
    Math.min(restarts, manyRestarts),
  ])
  return JSON.stringify([
    ...[workload, revision, phase, reason, isReady, leaving !== null, unscheduled?.counts, states],
    isReady ? null : agesApart.findIndex((limit) => group.oldestMs < limit),
  ])
}

/** Pods that are not ready are kept apart by age, so that those that are still starting do not hide those that should have. */
const agesApart = [60_000, 120_000, 300_000, 600_000]

/** Beyond these the number itself tells nothing new. */
const manyRestarts = 3

function together(left: PodGroup, right: PodGroup): PodGroup {
  return {
    ...left,
    count: left.count + right.count,
    names: [...left.names, ...right.names].slice(0, namesKept),
    nodes: [...new Set([...left.nodes, ...right.nodes])].slice(0, namesKept),
    youngestMs: Math.min(left.youngestMs, right.youngestMs),
    oldestMs: Math.max(left.oldestMs, right.oldestMs),
    notReadyMs: spanned(left.notReadyMs, right.notReadyMs),
    readyInMs:
      left.readyInMs === null || right.readyInMs === null
        ? (left.readyInMs ?? right.readyInMs)
        : Math.max(left.readyInMs, right.readyInMs),
    leaving: longer(left.leaving, right.leaving),
    unscheduled: earlier(left.unscheduled, right.unscheduled),
    claims: [...new Set([...left.claims, ...right.claims])].slice(0, namesKept),
    containers: left.containers.map((container, index) => merged(container, right.containers[index])),
  }
}

function spanned(left: Span | null, right: Span | null): Span | null {
  if (left === null || right === null) return left ?? right
  return { min: Math.min(left.min, right.min), max: Math.max(left.max, right.max) }
}

function longer(left: Leaving | null, right: Leaving | null): Leaving | null {
  return left !== null && right !== null && right.overdueMs > left.overdueMs ? right : left
}

function earlier(left: Unscheduled | null, right: Unscheduled | null): Unscheduled | null {
  return left !== null && right !== null && right.ageMs > left.ageMs ? right : left
}

/** The most restarts and the latest end stand for all. */
function merged(left: ContainerSeen, right: ContainerSeen | undefined): ContainerSeen {
  if (right === undefined) return left
  const later = (right.ended?.endedMs ?? Infinity) < (left.ended?.endedMs ?? Infinity) ? right : left
  const running = [left.runningMs, right.runningMs].filter((each) => each !== null)
  return {
    ...later,
    restarts: Math.max(left.restarts, right.restarts),
    runningMs: running.length === 0 ? null : Math.min(...running),
  }
}
