import type { ServiceInCluster } from '../../clients/kubernetes/client.ts'
import { defineFacts } from '../../core/facts.ts'
import { mask } from '../../core/mask.ts'
import { compareText } from '../../core/order.ts'
import { type Asked, asked, mapAsked } from './asked.ts'
import { type ConfigFault, configFaultOf } from './config-fault.ts'
import { type CreationFault, creationFaultOf } from './creation-fault.ts'
import { type ClusterEvent, warningEvents, warnings } from './objects/event.ts'
import type { Pod } from './objects/pod.ts'
import { podsOf } from './own.ts'
import { workloadName, workloadOfName, workloadOfPod } from './pod-owner.ts'

/** Warnings about the workloads of a service and what belongs to them. A server forgets them after an hour, and drops some: that there is none proves nothing. */
export interface Events {
  readonly groups: Asked<readonly EventGroup[]>
}

/** The same warning about objects of one workload. */
export interface EventGroup {
  readonly workload: string
  readonly reason: string
  /** `pod`, `replicaset`, `deployment`, `persistentvolumeclaim`, … */
  readonly about: string
  /** How many objects it was said of, and some of them. */
  readonly objects: number
  readonly names: readonly string[]
  readonly container: string | null
  /** Of a failed probe. */
  readonly probe: ProbeKind | null
  /** Of a pod that may not be created. */
  readonly creation: CreationFault | null
  /** Of a volume that cannot be set up. */
  readonly mount: ConfigFault | null
  /** How often it was said, of all objects. */
  readonly count: number
  readonly firstMs: number | null
  readonly lastMs: number | null
  /** The latest, masked. */
  readonly message: string
}

/** Said in the last minute: a probe asks more often, mostly. */
export function isOfLate({ lastMs }: EventGroup): boolean {
  return lastMs !== null && lastMs <= 60_000
}

export type ProbeKind = 'liveness' | 'readiness' | 'startup'

export const events = defineFacts<Events, ServiceInCluster>({
  id: 'kubernetes.events',
  system: 'kubernetes',
  cost: 'cheap',
  async collect(client) {
    const [said, pods] = await Promise.all([
      asked(client.cluster.list(warningEvents, warnings(client.namespace))),
      podsOf(client),
    ])
    return { groups: mapAsked(said, (each) => groupEvents(each, pods, client.workloads)) }
  },
})

/** So many groups are kept: a service in trouble has a dozen. */
const groupsKept = 60
const namesKept = 5

/** Groups events by workload, reason and wording; the latest first. */
export function groupEvents(
  said: readonly ClusterEvent[],
  pods: readonly Pod[],
  workloads: ServiceInCluster['workloads'],
): readonly EventGroup[] {
  const ownerOf = ownersOf(pods, workloads)
  const own = said.flatMap((event) => {
    const workload = ownerOf(event)
    return workload === undefined ? [] : [{ event, workload }]
  })
  return [...Map.groupBy(own, ({ event, workload }) => keyOf(event, workload)).values()]
    .map((alike) =>
      groupOf(
        alike.map(({ event }) => event),
        alike[0]?.workload ?? '',
      ),
    )
    .toSorted((left, right) => ago(left.lastMs) - ago(right.lastMs) || compareText(left.message, right.message))
    .slice(0, groupsKept)
}

function ownersOf(pods: readonly Pod[], workloads: ServiceInCluster['workloads']) {
  const byUid = new Map([
    ...pods.map((pod) => [pod.uid, workloadOfPod(pod, workloads)] as const),
    ...workloads.map((each) => [each.uid, each] as const),
  ])
  const byClaim = new Map(pods.flatMap((pod) => pod.claims.map((claim) => [claim, workloadOfPod(pod, workloads)])))
  return ({ object }: ClusterEvent): string | undefined => {
    const owner =
      byUid.get(object.uid) ??
      (object.kind === 'PersistentVolumeClaim' ? byClaim.get(object.name) : undefined) ??
      (named.has(object.kind) ? workloadOfName(object.name, workloads) : undefined)
    return owner === undefined ? undefined : workloadName(owner)
  }
}

/** Kinds whose objects carry the name of their workload; they may be gone. */
const named = new Set([
  'Pod',
  'ReplicaSet',
  'Job',
  'Deployment',
  'StatefulSet',
  'DaemonSet',
  'Rollout',
  'HorizontalPodAutoscaler',
])

function keyOf({ reason, object, message }: ClusterEvent, workload: string): string {
  return [workload, reason, object.kind, object.container, shapeOf(message, object.name)].join('\n')
}

/** The wording without what differs from pod to pod and from time to time. */
function shapeOf(message: string, name: string): string {
  return message
    .replace(combined, '')
    .split(name)
    .map((each) => each.replace(/^-[a-z0-9]{5}\b/, ''))
    .join('')
    .replace(/[0-9a-f]{8}-[0-9a-f-]{27}|\b[0-9a-f]{16,}\b/g, '')
    .replace(/\d+/g, '#')
    .slice(0, 200)
}

/** What a client writes before the message once it was said too often. */
const combined = /^\(combined from similar events\): /

function groupOf(alike: readonly ClusterEvent[], workload: string): EventGroup {
  const latest = alike.reduce((left, right) => (ago(right.lastAgoMs) < ago(left.lastAgoMs) ? right : left))
  const { reason, object } = latest
  const message = latest.message.replace(combined, '').trim()
  const names = [...new Set(alike.map((event) => event.object.name))]
  const firsts = alike.flatMap(({ firstAgoMs }) => firstAgoMs ?? [])
  return {
    ...{ workload, reason, about: object.kind.toLowerCase(), objects: names.length, container: object.container },
    names: names.slice(0, namesKept),
    probe: reason === 'Unhealthy' ? probeOf(message) : null,
    creation: reason === 'FailedCreate' ? creationFaultOf(message) : null,
    mount: reason === 'FailedMount' ? configFaultOf(message) : null,
    count: alike.reduce((sum, { count }) => sum + count, 0),
    firstMs: firsts.length === 0 ? null : Math.max(...firsts),
    lastMs: latest.lastAgoMs,
    message: mask(message).slice(0, longestMessage),
  }
}

const longestMessage = 600

function probeOf(message: string): ProbeKind | null {
  const word = /^(Liveness|Readiness|Startup) probe/.exec(message)?.[1]
  return word === 'Liveness' ? 'liveness' : word === 'Readiness' ? 'readiness' : word === 'Startup' ? 'startup' : null
}

function ago(ageMs: number | null): number {
  return ageMs ?? Number.POSITIVE_INFINITY
}
