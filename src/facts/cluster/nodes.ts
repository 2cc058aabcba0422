import type { ClusterClient } from '../../clients/kubernetes/client.ts'
import { defineFacts } from '../../core/facts.ts'
import { mask } from '../../core/mask.ts'
import { asked, seenOf } from '../kubernetes/asked.ts'
import type { Condition } from '../kubernetes/objects/workload.ts'
import { type ClusterNode, leases, nodes as nodeKind } from './objects/node.ts'

/** The machines of a cluster. */
export interface Nodes {
  readonly total: number
  /** Of all that are ready and take pods, in cores and bytes. */
  readonly allocatable: { readonly cpu: number; readonly memory: number; readonly pods: number }
  /** The most that one of these offers. */
  readonly largest: { readonly cpu: number; readonly memory: number }
  /** Those about which there is something to say, at most 100; healthy ones are only counted. */
  readonly remarkable: readonly NodeState[]
}

export interface NodeState {
  readonly name: string
  readonly ready: NodeCondition
  /** Pressures that are on: `MemoryPressure`, `DiskPressure`, `PIDPressure`, `NetworkUnavailable`. */
  readonly pressures: readonly NodeCondition[]
  readonly cordoned: boolean
  /** Keys of taints that keep pods away, without those that conditions bring. */
  readonly taints: readonly string[]
  readonly createdAgoMs: number
  /** Its provider or autoscaler is taking it away. */
  readonly leaving: boolean
  /** Since its kubelet was heard the last time; null where leases may not be read. */
  readonly heardAgoMs: number | null
}

export interface NodeCondition {
  readonly type: string
  readonly status: Condition['status']
  readonly reason: string
  readonly message: string
  readonly changedAgoMs: number | null
}

/** Nodes of the cluster with their conditions. */
export const nodes = defineFacts<Nodes, ClusterClient>({
  id: 'cluster.nodes',
  system: 'cluster',
  cost: 'cheap',
  async collect(client) {
    const [list, beats] = await Promise.all([
      client.list(nodeKind, {}),
      asked(client.list(leases, { namespace: 'kube-node-lease' })),
    ])
    const heard = new Map((seenOf(beats) ?? []).map(({ name, renewedAgoMs }) => [name, renewedAgoMs]))
    const states = list.map((node) => stateOf(node, heard.get(node.name) ?? null))
    const usable = list.filter((_, index) => states[index] !== undefined && takesPods(states[index]))
    const sum = (pick: (node: ClusterNode) => number | null) =>
      usable.reduce((total, node) => total + (pick(node) ?? 0), 0)
    return {
      total: list.length,
      allocatable: {
        cpu: sum(({ allocatable }) => allocatable.cpu),
        memory: sum(({ allocatable }) => allocatable.memory),
        pods: sum(({ allocatable }) => allocatable.pods),
      },
      largest: {
        cpu: Math.max(0, ...usable.map(({ allocatable }) => allocatable.cpu ?? 0)),
        memory: Math.max(0, ...usable.map(({ allocatable }) => allocatable.memory ?? 0)),
      },
      remarkable: states.filter(isRemarkable).slice(0, 100),
    }
  },
})

/** Whether the kubelet is heard and says that it is ready. */
export function isReady({ ready }: NodeState): boolean {
  return ready.status === 'True'
}

function takesPods(node: NodeState): boolean {
  return isReady(node) && !node.cordoned
}

function isRemarkable(node: NodeState): boolean {
  return !takesPods(node) || node.pressures.length > 0 || node.taints.length > 0
}

const pressures: readonly string[] = ['MemoryPressure', 'DiskPressure', 'PIDPressure', 'NetworkUnavailable']

/** Taints that nodes get while they come or go. https://kubernetes.io/docs/reference/labels-annotations-taints/ */
const leavingTaints =
  /^(ToBeDeletedByClusterAutoscaler|DeletionCandidateOfClusterAutoscaler|karpenter\.sh\/disrupt(ed|ion)|aws-node-termination-handler\/.*|cloud\.google\.com\/impending-node-termination|node\.cloudprovider\.kubernetes\.io\/shutdown)$/

function stateOf(node: ClusterNode, heardAgoMs: number | null): NodeState {
  const ready = node.conditions.find(({ type }) => type === 'Ready')
  const keeping = node.taints.filter(({ effect }) => effect !== 'PreferNoSchedule')
  return {
    name: node.name,
    ready: ready === undefined ? unheard(node) : conditionOf(ready),
    pressures: node.conditions
      .filter(({ type, status }) => pressures.includes(type) && status === 'True')
      .map(conditionOf),
    cordoned: node.unschedulable,
    taints: keeping.map(({ key }) => key).filter((key) => !key.startsWith('node.kubernetes.io/')),
    createdAgoMs: node.createdAgoMs,
    leaving: node.deletedAgoMs !== null || node.taints.some(({ key }) => leavingTaints.test(key)),
    heardAgoMs,
  }
}

/** A node that has just registered has no conditions yet. */
function unheard({ createdAgoMs }: ClusterNode): NodeCondition {
  return { type: 'Ready', status: 'Unknown', reason: '', message: '', changedAgoMs: createdAgoMs }
}

function conditionOf({ type, status, reason, message, changedAgoMs }: Condition): NodeCondition {
  return { type, status, reason, message: mask(message), changedAgoMs }
}
