import type { Meta } from './meta.ts'
import type { ContainerRole, Resources } from './pod-template.ts'
import type { Condition } from './workload.ts'

export interface Pod extends Meta {
  readonly phase: string
  /** `Evicted`, `NodeLost`, …; null where the pod has none. */
  readonly reason: string | null
  readonly message: string | null
  readonly node: string | null
  readonly ip: string | null
  readonly conditions: readonly Condition[]
  readonly isReady: boolean
  readonly startedAgoMs: number | null
  readonly containers: readonly ContainerState[]
}

export interface ContainerState {
  readonly name: string
  readonly role: ContainerRole
  /** By `kubectl.kubernetes.io/default-container`, else the first app container. */
  readonly isMain: boolean
  readonly image: string
  readonly isReady: boolean
  readonly isStarted: boolean
  readonly restarts: number
  readonly requests: Resources
  readonly limits: Resources
  readonly now: ContainerMoment
  /** How it ended the last time; null where it never did. */
  readonly before: Ended | null
}

export type ContainerMoment =
  | { readonly state: 'running'; readonly startedAgoMs: number | null }
  | { readonly state: 'waiting'; readonly reason: string; readonly message: string }
  | ({ readonly state: 'terminated' } & Ended)
  | { readonly state: 'unknown' }

export interface Ended {
  readonly reason: string
  readonly exitCode: number
  readonly signal: number | null
  readonly startedAgoMs: number | null
  readonly endedAgoMs: number | null
  readonly message: string
}
