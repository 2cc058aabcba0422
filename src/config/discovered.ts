import type { Unasked } from '../core/facts.ts'
import type { Target } from '../core/target.ts'
import type { Context } from './context.ts'
import type { EnvironmentSource } from './environment-source.ts'
import type { Part } from './part.ts'
import type { ServiceConfig } from './schema/service.ts'

/** Looks into the clusters of an environment. What cannot be looked into is part of the answer; throws OperatorError `usage` where names are wrong. */
export type Discover = (request: DiscoveryRequest) => Promise<Discovered>

export interface DiscoveryRequest {
  readonly source: EnvironmentSource
  /** Services that were named; none means all. */
  readonly wanted: readonly string[]
  /** Where the entry of a service stands, or would stand. */
  contextOf(service: string): Context
}

export interface Discovered {
  readonly parts: readonly Part[]
  /** Keys of the parts of the services in scope. */
  readonly chosen: readonly string[]
  /** Keys of other parts in scope: clusters that could not be looked into. */
  readonly alsoAsked: readonly string[]
  readonly clusters: readonly ClusterInScope[]
  readonly services: readonly ServiceInScope[]
  readonly notes: readonly string[]
  /** False where something may be missing: a cluster did not answer, or only a part of it was asked for. */
  readonly complete: boolean
}

export interface ClusterInScope {
  readonly name: string
  readonly context: string | null
  readonly kubeconfig: string | null
  readonly server: string | null
  /** UID of the namespace kube-system; null where it was not read. */
  readonly identity: string | null
  /** Where it was looked; empty: everywhere. */
  readonly namespaces: readonly string[]
  /** Why it could not be looked into. */
  readonly unasked: Unasked | null
}

/** A service that was found on a cluster. */
export interface ServiceInScope {
  readonly target: Target
  /** `deployment/user-service`. */
  readonly workloads: readonly string[]
  /** Who writes its objects: `Helm release users`, `Argo CD application users`; null where nobody is known. */
  readonly owner: string | null
  /** A database, a cache or a broker. */
  readonly isDatabase: boolean
  /** What its containers are told that they need; undefined where that was not found out. */
  readonly needs?: readonly NeedInScope[]
  /** What it needs as its entry in a file would say it; undefined where that was not found out. */
  readonly entry?: FoundEntry
}

/** A dependency as the environment of a workload names it. */
export interface NeedInScope {
  /** Null where nobody can tell what it is. */
  readonly system: string | null
  readonly name: string | null
  /** Hosts as they are written; null where they stand in a Secret. */
  readonly host: string | null
  readonly variables: readonly string[]
  /** A proxy or a pooler inside the pod. */
  readonly inPod: boolean
  /** `deployment/user-service`. */
  readonly workload: string
  /** What could not be understood; null where all could. */
  readonly trouble: string | null
}

/** The entry of a service, in the form of the file. */
export interface FoundEntry {
  readonly service: Pick<ServiceConfig, 'workloads' | 'postgres' | 'redis' | 'kafka' | 'dependsOn'>
  /** What cannot stand in a file as it was found, for a person. */
  readonly comments: readonly string[]
}
