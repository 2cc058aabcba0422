import type { ServiceInCluster } from '../../clients/kubernetes/client.ts'
import { defineFacts } from '../../core/facts.ts'
import { mask } from '../../core/mask.ts'
import { type Asked, asked, mapAsked, seenOf } from './asked.ts'
import { type ClusterEvent, warningEvents } from './objects/event.ts'
import type { Writer } from './objects/meta.ts'
import type { Workload } from './objects/workload.ts'
import { workloadsOf } from './own.ts'
import { workloadName } from './pod-owner.ts'

/** What the tools that changed the workloads of a service left behind. */
export interface Traces {
  readonly workloads: readonly WorkloadTraces[]
  /** What the controller of Deployments did to their ReplicaSets in the last hour. */
  readonly steps: Asked<readonly ScalingStep[]>
}

export interface ScalingStep {
  readonly workload: string
  /** The ReplicaSet. */
  readonly set: string
  readonly from: number
  readonly to: number
  readonly agoMs: number
}

export interface WorkloadTraces {
  /** `deployment/user-service`. */
  readonly workload: string
  readonly wanted: number
  /** Tools that wrote it, newest first; controllers of the cluster only where they scaled. */
  readonly writers: readonly Writer[]
  /** What somebody wrote down as the reason of the latest change. */
  readonly reason: string | null
}

export const traces = defineFacts<Traces, ServiceInCluster>({
  id: 'kubernetes.traces',
  system: 'kubernetes',
  cost: 'cheap',
  async collect(client) {
    const { cluster, namespace } = client
    const [workloads, said] = await Promise.all([
      workloadsOf(client),
      asked(cluster.list(warningEvents, { namespace, fieldSelector: 'reason=ScalingReplicaSet' })),
    ])
    const own = new Set(workloads.map(({ uid }) => uid))
    const steps = mapAsked(said, (events) => events.filter(({ object }) => own.has(object.uid)).flatMap(stepOf))
    return { workloads: workloads.map(tracesOf), steps }
  },
})

function stepOf({ message, object, lastAgoMs }: ClusterEvent): readonly ScalingStep[] {
  const [, set, from, to] = /^Scaled (?:up|down) replica set (\S+) from (\d+) to (\d+)$/.exec(message) ?? []
  if (set === undefined || lastAgoMs === null) return []
  const workload = `${object.kind.toLowerCase()}/${object.name}`
  return [{ workload, set, from: Number(from), to: Number(to), agoMs: lastAgoMs }]
}

function tracesOf(workload: Workload): WorkloadTraces {
  const { wanted, writers, annotations } = workload
  const reason = annotations['kubernetes.io/change-cause']
  return {
    workload: workloadName(workload),
    wanted,
    writers: writers.filter(({ manager, subresource }) => subresource === 'scale' || tellsOfTool(manager, subresource)),
    reason: reason === undefined ? null : mask(reason).slice(0, longestReason),
  }
}

const longestReason = 160

/** Controllers write numbers of revisions and states all the time. */
function tellsOfTool(manager: string, subresource: string | null): boolean {
  return subresource === null && !/^(kube-controller-manager|kube-scheduler|kubelet|rollouts-controller)$/.test(manager)
}

/** Tool and time of two traces of one change differ by no more: the tool wrote, then the controller acted. */
const toleranceMs = 30_000

/** The tool whose writing began what began so long ago; undefined where nobody tells. */
export function toolBehind({ writers }: WorkloadTraces, agoMs: number): string | undefined {
  const near = writers.filter(
    (each) => each.subresource === null && each.agoMs !== null && Math.abs(each.agoMs - agoMs) <= toleranceMs,
  )
  const distance = ({ agoMs: at }: Writer) => Math.abs((at ?? 0) - agoMs)
  return near.toSorted((left, right) => distance(left) - distance(right))[0]?.manager
}

/** Who sets the number of replicas apart from everything else and is no autoscaler, as `kubectl scale` does. The API keeps no time of it. */
export function scalerByHand({ writers }: WorkloadTraces): string | undefined {
  const scales = writers.filter(({ subresource }) => subresource === 'scale').map(({ manager }) => manager)
  return scales.includes('kube-controller-manager') ? undefined : scales[0]
}

/** A rollout moves pods from one ReplicaSet to another within this time, mostly. */
const rolloutMs = 120_000

/** Steps that are no part of a rollout, which takes pods away from other ReplicaSets than the latest and gives them to that. */
export function scalingsIn({ workloads, steps }: Traces): readonly ScalingStep[] {
  return workloads.flatMap(({ workload, wanted }) => {
    const own = (seenOf(steps) ?? []).filter((step) => step.workload === workload)
    return own.filter((step) => {
      // The pods of a release that was given up go for good, while others stay.
      if (step.to === 0 && wanted > 0 && !own.some(({ set, agoMs }) => set === step.set && agoMs < step.agoMs))
        return false
      return step.to < step.from ? isOfLatest(step, own) : isAlone(step, own)
    })
  })
}

/** Of the ReplicaSet that was given pods last, or the only one that is known. */
function isOfLatest(step: ScalingStep, all: readonly ScalingStep[]): boolean {
  const given = all.filter(({ from, to, agoMs }) => to > from && agoMs >= step.agoMs)
  if (given.length === 0) return isAlone(step, all)
  const last = Math.min(...given.map(({ agoMs }) => agoMs))
  return given.every(({ set, agoMs }) => agoMs > last || set === step.set)
}

/** No other ReplicaSet changes at that time, and it is not the first of a new one. */
function isAlone(step: ScalingStep, all: readonly ScalingStep[]): boolean {
  const isNew = step.from === 0 && !all.some(({ set, agoMs }) => set === step.set && agoMs > step.agoMs)
  return !isNew && all.every(({ set, agoMs }) => set === step.set || Math.abs(agoMs - step.agoMs) > rolloutMs)
}
