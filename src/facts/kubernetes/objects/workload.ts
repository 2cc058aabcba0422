import type { Meta } from './meta.ts'
import type { PodTemplate } from './pod-template.ts'

/** A Deployment, StatefulSet, DaemonSet, ReplicaSet or Argo Rollout: what keeps pods running. */
export interface Workload extends Meta {
  readonly kind: 'Deployment' | 'StatefulSet' | 'DaemonSet' | 'ReplicaSet' | 'Rollout'
  /** As a label selector of the API. */
  readonly selector: string
  /** Of a DaemonSet: as many as nodes want it. */
  readonly wanted: number
  readonly replicas: number
  readonly updated: number
  readonly ready: number
  readonly available: number
  readonly observedGeneration: number
  readonly paused: boolean
  /** `RollingUpdate`, `Recreate`, `OnDelete`. */
  readonly strategy: string
  readonly maxUnavailable: number | string | null
  readonly maxSurge: number | string | null
  readonly progressDeadlineSeconds: number | null
  /** Of a ReplicaSet: `deployment.kubernetes.io/revision`. */
  readonly revision: number | null
  readonly conditions: readonly Condition[]
  readonly template: PodTemplate
}

export interface Condition {
  readonly type: string
  readonly status: 'True' | 'False' | 'Unknown'
  readonly reason: string
  readonly message: string
  readonly updatedAgoMs: number | null
  readonly changedAgoMs: number | null
}
