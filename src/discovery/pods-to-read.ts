import type { ContainerToRead, LogEnd, PodsToRead, PodToRead } from '../clients/logs/settings.ts'
import type { ContainerState, Ended, Pod } from '../facts/kubernetes/objects/pod.ts'

/** Of each revision so many pods are read: what fails, fails in most of them. */
const perRevision = 5
/** Of a service of many workloads or revisions: as many logs as a look has time for. */
const podCap = 15
/** A crash before that has been survived. */
const recentMs = 60 * 60_000

/** Which logs tell most of a service: of its failing pods first, the last run of what crashed first, and of no more pods than a look has time for. */
export function podsToRead(pods: readonly Pod[]): PodsToRead {
  const started = pods.map((pod) => ({ pod, logs: logsOf(pod) })).filter(({ logs }) => logs.length > 0)
  const ordered = started.toSorted((left, right) => rank(left.pod) - rank(right.pod) || byAge(left.pod, right.pod))
  const ofRevision = new Map<string, number>()
  const chosen = ordered.filter(({ pod }) => {
    const before = ofRevision.get(revisionKey(pod)) ?? 0
    ofRevision.set(revisionKey(pod), before + 1)
    return before < perRevision
  })
  return { total: started.length, pods: chosen.slice(0, podCap).map(({ pod, logs }) => described(pod, logs)) }
}

/** Failing before restarted before well before leaving. */
function rank(pod: Pod): number {
  if (pod.deletedAgoMs !== null || pod.phase === 'Succeeded') return 3
  if (!pod.isReady) return 0
  return pod.containers.some(({ before }) => before !== null && isRecent(before)) ? 1 : 2
}

/** The oldest first: its log reaches back furthest. */
function byAge(left: Pod, right: Pod): number {
  return (right.startedAgoMs ?? 0) - (left.startedAgoMs ?? 0) || (left.name < right.name ? -1 : 1)
}

/** A ReplicaSet is one revision; a StatefulSet and a DaemonSet name theirs in a label. */
function revisionKey({ owner, labels, name }: Pod): string {
  return owner === null ? name : `${owner.kind}/${owner.name}/${labels['controller-revision-hash'] ?? ''}`
}

function described({ name, owner, labels, containers }: Pod, logs: readonly ContainerToRead[]): PodToRead {
  const revision = labels['pod-template-hash'] ?? labels['controller-revision-hash'] ?? null
  const shipper = containers.find(({ isMain, name, image }) => !isMain && shipsLogs.test(`${name} ${image}`))
  // Between a Deployment and its pods stands a ReplicaSet, which bears the name of both.
  const workload = owner === null ? null : owner.name.replace(`-${labels['pod-template-hash']}`, '')
  return { name, workload, revision, containers: logs, shipper: shipper?.name ?? null }
}

/** Containers that carry log files elsewhere, by their name or image. */
const shipsLogs =
  /(fluent-?bit|fluentd|filebeat|elastic-agent|promtail|alloy|logstash|vector|log-?(shipper|router|tail|agent)|tail-logs|firelens)/i

/** The main container, and of the others those that failed. */
function logsOf(pod: Pod): readonly ContainerToRead[] {
  if (pod.reason === 'Evicted') return []
  const main = pod.containers.filter(({ isMain }) => isMain)
  const others = pod.containers.filter((container) => !container.isMain && hasFailed(container))
  return [...main, ...others].flatMap(runsOf)
}

function hasFailed({ now, before }: ContainerState): boolean {
  if (now.state === 'terminated' && now.exitCode !== 0) return true
  return before !== null && before.exitCode !== 0 && (now.state === 'waiting' || isRecent(before))
}

/** The run that crashed first, then the present one. */
function runsOf(container: ContainerState): readonly ContainerToRead[] {
  const { now, before } = container
  const crashed = before !== null && (now.state === 'waiting' || isRecent(before))
  return [
    ...(crashed ? [runOf(container, true, before.startedAgoMs, endOf(before, container))] : []),
    ...(now.state === 'running' ? [runOf(container, false, now.startedAgoMs, null)] : []),
    ...(now.state === 'terminated' && isRecent(now)
      ? [runOf(container, false, now.startedAgoMs, endOf(now, container))]
      : []),
  ]
}

function runOf(
  { name, isMain }: ContainerState,
  previous: boolean,
  startedAgoMs: number | null,
  ended: LogEnd | null,
): ContainerToRead {
  return { name, isMain, previous, startedAgoMs, ended }
}

function endOf({ exitCode, reason, endedAgoMs }: Ended, { isReady, restarts, now }: ContainerState): LogEnd {
  const fell = exitCode !== 0
  const goesOn = fell && (!isReady || now.state !== 'running' || restarts > 1)
  return { agoMs: endedAgoMs, exitCode, reason, goesOn }
}

function isRecent({ endedAgoMs }: Ended): boolean {
  return endedAgoMs !== null && endedAgoMs <= recentMs
}
