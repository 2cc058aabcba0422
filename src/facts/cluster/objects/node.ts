import type { Kind } from '../../../clients/kubernetes/client.ts'
import { flagAt, listAt, numberAt, textAt, valueAt } from '../../../core/json.ts'
import { agoOf, type Meta, readMeta } from '../../kubernetes/objects/meta.ts'
import { readQuantity } from '../../kubernetes/objects/quantity.ts'
import { type Condition, readConditions } from '../../kubernetes/objects/workload.ts'

/** A machine of the cluster. */
export interface ClusterNode extends Meta {
  /** Cordoned. */
  readonly unschedulable: boolean
  readonly taints: readonly Taint[]
  readonly conditions: readonly Condition[]
  readonly allocatable: { readonly cpu: number | null; readonly memory: number | null; readonly pods: number | null }
  readonly kubelet: string
}

export interface Taint {
  readonly key: string
  readonly value: string
  readonly effect: string
  readonly addedAgoMs: number | null
}

/** A Lease: of a kubelet it says when it was last heard of. */
export interface Lease extends Meta {
  readonly renewedAgoMs: number | null
  readonly durationSeconds: number | null
}

/** Nodes, as the API holds them. */
export const nodes: Kind<ClusterNode> = {
  group: '',
  version: 'v1',
  resource: 'nodes',
  namespaced: false,
  read: (raw, now) => ({
    ...readMeta(raw, now),
    unschedulable: flagAt(raw, 'spec', 'unschedulable'),
    taints: listAt(raw, 'spec', 'taints').map((each) => ({
      key: textAt(each, 'key') ?? '',
      value: textAt(each, 'value') ?? '',
      effect: textAt(each, 'effect') ?? '',
      addedAgoMs: agoOf(textAt(each, 'timeAdded'), now),
    })),
    conditions: readConditions(raw, now),
    allocatable: {
      cpu: readQuantity(valueAt(raw, 'status', 'allocatable', 'cpu')),
      memory: readQuantity(valueAt(raw, 'status', 'allocatable', 'memory')),
      pods: readQuantity(valueAt(raw, 'status', 'allocatable', 'pods')),
    },
    kubelet: textAt(raw, 'status', 'nodeInfo', 'kubeletVersion') ?? '',
  }),
}

/** Leases; those of kubelets are in the namespace `kube-node-lease`. */
export const leases: Kind<Lease> = {
  group: 'coordination.k8s.io',
  version: 'v1',
  resource: 'leases',
  namespaced: true,
  read: (raw, now) => ({
    ...readMeta(raw, now),
    renewedAgoMs: agoOf(textAt(raw, 'spec', 'renewTime'), now),
    durationSeconds: numberAt(raw, 'spec', 'leaseDurationSeconds'),
  }),
}
