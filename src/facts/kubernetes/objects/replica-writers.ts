import type { Kind } from '../../../clients/kubernetes/client.ts'
import { listAt, textAt, valueAt } from '../../../core/json.ts'
import { agoOf } from './meta.ts'

/** A program that owns `spec.replicas` of a workload by managedFields. */
export interface ReplicaWriter {
  readonly manager: string
  /** `Apply`: it sets the number again at each of its runs. */
  readonly operation: string
  /** `scale`: as an autoscaler and `kubectl scale` write it. */
  readonly subresource: string | null
  readonly agoMs: number | null
}

/** Who sets the number of replicas; to be asked of single workloads. */
export const replicaWriters = {
  Deployment: kindOf('apps', 'v1', 'deployments'),
  StatefulSet: kindOf('apps', 'v1', 'statefulsets'),
  Rollout: kindOf('argoproj.io', 'v1alpha1', 'rollouts'),
} as const

function kindOf(group: string, version: string, resource: string): Kind<readonly ReplicaWriter[]> {
  return { group, version, resource, namespaced: true, read: readWriters }
}

function readWriters(raw: unknown, now: number): readonly ReplicaWriter[] {
  return listAt(raw, 'metadata', 'managedFields')
    .filter((each) => valueAt(each, 'fieldsV1', 'f:spec', 'f:replicas') !== undefined)
    .map((each) => ({
      manager: textAt(each, 'manager') ?? '',
      operation: textAt(each, 'operation') ?? '',
      subresource: textAt(each, 'subresource'),
      agoMs: agoOf(textAt(each, 'time'), now),
    }))
}
