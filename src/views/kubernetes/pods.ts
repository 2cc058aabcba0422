import type { Row, TableDraft } from '../../core/table.ts'
import { defineView } from '../../core/view.ts'
import { seenOf } from '../../facts/kubernetes/asked.ts'
import type { End } from '../../facts/kubernetes/container-seen.ts'
import { eachPod } from '../../facts/kubernetes/each-pod.ts'
import { type EventGroup, events } from '../../facts/kubernetes/events.ts'
import { isOfRevision } from '../../facts/kubernetes/history.ts'
import type { PodGroup } from '../../facts/kubernetes/pod-groups.ts'
import { whyNotServing } from '../../facts/kubernetes/pod-reason.ts'
import { isFalling, isWanted, troubleOf } from '../../facts/kubernetes/pod-trouble.ts'
import { type Revisions, revisions } from '../../facts/kubernetes/revisions.ts'
import { endText } from '../../facts/kubernetes/trouble-text.ts'
import { type Workloads, workloads } from '../../facts/kubernetes/workloads.ts'

/** Every pod of a service with what keeps it from serving, those that do not serve first. */
export const pods = defineView({
  id: 'kubernetes.pods',
  reads: { eachPod },
  alsoReads: { events, revisions, workloads },
  params: {},
  show: ({ eachPod: { pods, total }, events, revisions, workloads }): readonly TableDraft[] => {
    const said = (events && seenOf(events.groups)) ?? []
    const shown = pods.map((pod) => ({ pod, why: whyNotServing(pod, said) }))
    return [
      {
        title: titleOf(pods, total),
        columns: [
          { id: 'pod', label: 'pod', kind: 'text', importance: 'key', shorten: 'never' },
          { id: 'ready', label: 'ready', kind: 'flag', importance: 'key' },
          { id: 'restarts', label: 'restarts', kind: 'count' },
          { id: 'why', label: 'why not', kind: 'text', importance: 'key' },
          { id: 'lastEnd', label: 'last end', kind: 'text' },
          { id: 'endedAgo', label: 'ended', kind: 'age' },
          { id: 'age', label: 'age', kind: 'age' },
          { id: 'revision', label: 'revision', kind: 'count' },
          { id: 'node', label: 'node', kind: 'text', shorten: 'middle' },
          { id: 'workload', label: 'workload', kind: 'text', importance: 'extra', shorten: 'middle' },
          { id: 'hash', label: 'hash', kind: 'text', importance: 'extra' },
        ],
        rows: shown.toSorted(failingFirst).map(({ pod, why }) => rowOf(pod, why, revisions)),
        total,
        notes: [...missing(workloads, pods, said, total), ...hidden(events)],
      },
    ]
  },
})

interface ShownPod {
  readonly pod: PodGroup
  readonly why: string | null
}

function failingFirst(left: ShownPod, right: ShownPod): number {
  return (
    rank(left.pod) - rank(right.pod) ||
    restarts(right.pod) - restarts(left.pod) ||
    left.pod.oldestMs - right.pod.oldestMs
  )
}

/** What is being ended, and what is left of pods that ended, is no failure of now. */
function rank(pod: PodGroup): number {
  const trouble = troubleOf(pod)
  if (trouble === null) return isFalling(pod) ? 0 : 3
  if (trouble === 'leaving') return (pod.leaving?.overdueMs ?? 0) > 0 ? 1 : 2
  return trouble === 'finished' ? 2 : 0
}

function titleOf(pods: readonly PodGroup[], total: number): string {
  if (total === 0) return 'no pod exists'
  // Cut off were only those that serve.
  const gone = pods.filter((pod) => !isWanted(pod)).length
  const unready = pods.filter((pod) => isWanted(pod) && !pod.isReady).length
  const falling = pods.filter((pod) => isWanted(pod) && pod.isReady && isFalling(pod)).length
  const wanted = total - gone
  return [
    `${wanted - unready} of ${wanted} pods are ready`,
    ...(falling === 0 ? [] : [`${falling} of them in a crash loop`]),
    ...(gone === 0
      ? []
      : [`${gone} more ${gone === 1 ? 'has' : 'have'} ended or ${gone === 1 ? 'is' : 'are'} being ended`]),
  ].join(', ')
}

function rowOf(pod: PodGroup, why: string | null, revisions: Revisions | undefined): Row {
  const { workload, revision: hash, names, nodes, isReady, oldestMs } = pod
  const end = latestEnd(pod)
  const revision = revisionOf(pod, revisions)
  const [name = '', node = null] = [names[0], nodes[0]]
  return {
    ...{ pod: name, ready: isReady, restarts: restarts(pod), age: oldestMs, workload },
    ...(why !== null && { why }),
    ...(end !== null && { lastEnd: end.text, endedAgo: end.end.endedMs }),
    ...(revision !== undefined && { revision }),
    ...(node !== null && { node }),
    ...(hash !== null && { hash }),
  }
}

/** Its number; null where it may not be known, undefined where pods have none. */
function revisionOf({ workload, revision }: PodGroup, revisions: Revisions | undefined): number | null | undefined {
  if (revisions === undefined) return null
  const history = revisions.histories.find((each) => each.workload === workload)
  return history?.revisions.find((each) => isOfRevision(revision, each))?.revision
}

function restarts({ containers }: PodGroup): number {
  return containers.reduce((sum, each) => sum + each.restarts, 0)
}

/** How a container of it ended last; init containers end as they should. */
function latestEnd({ containers }: PodGroup): { readonly end: End; readonly text: string } | null {
  const ends = containers.flatMap(({ name, role, ended, isMain }) =>
    ended === null || (role === 'init' && ended.exitCode === 0) ? [] : [{ name, end: ended, isMain }],
  )
  const [last] = ends.toSorted((left, right) => (left.end.endedMs ?? Infinity) - (right.end.endedMs ?? Infinity))
  if (last === undefined) return null
  const { name, end, isMain } = last
  return { end, text: isMain ? endText(end) : `${name}: ${endText(end)}` }
}

/** What should be there and is not has no row. */
function missing(
  workloads: Workloads | undefined,
  pods: readonly PodGroup[],
  said: readonly EventGroup[],
  total: number,
): readonly string[] {
  if (total > pods.length) return []
  return (workloads?.workloads ?? []).flatMap(({ workload, wanted, refused }) => {
    const absent = wanted - pods.filter((pod) => pod.workload === workload && isWanted(pod)).length
    if (absent <= 0) return []
    const told =
      refused?.message ?? said.find((event) => event.workload === workload && event.creation !== null)?.message
    const why = told === undefined ? '' : `: ${told}`
    return [`${absent} of ${wanted} pods of ${workload} ${absent === 1 ? 'does' : 'do'} not exist${why}`]
  })
}

function hidden(events: { readonly groups: object } | undefined): readonly string[] {
  return events !== undefined && 'unasked' in events.groups
    ? ['events may not be read here: what only they tell (mounts, probes) is missing among the reasons']
    : []
}
