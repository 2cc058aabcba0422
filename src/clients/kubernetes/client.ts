import type { Duplex } from 'node:stream'

/** One resource of the API, and how one object of it is read into a small record. Pages are dropped once they are read. */
export interface Kind<Value> {
  /** Empty for the core group. */
  readonly group: string
  readonly version: string
  /** The plural, as in paths and roles: `pods`. */
  readonly resource: string
  readonly namespaced: boolean
  /** Only `metadata` is needed: the API sends PartialObjectMetadata, without what the object holds. */
  readonly metadataOnly?: true
  /** `now` is the server's clock at its answer, in milliseconds since the epoch: ages are measured by the server. */
  read(raw: unknown, now: number): Value
}

/** Which objects of a kind: of one namespace, or of the whole cluster. */
export interface ListScope {
  readonly namespace?: string
  readonly labelSelector?: string
  readonly fieldSelector?: string
}

export type Verb = 'get' | 'list' | 'watch' | 'create'

/**
 * One cluster, as facts and discovery ask it. A list is asked once a look, however many want it.
 * What the operator may not do is never sent: the call rejects with CannotAsk `forbidden` that names the verb, the resource and the namespace.
 */
export interface ClusterClient {
  /** The name of the cluster in the configuration, or of the context. */
  readonly name: string
  /** The words with which kubectl reaches it: `['kubectl', '--context', 'prod']`; pins remedies. */
  readonly kubectl: readonly string[]
  /** The same for helm. */
  readonly helm: readonly string[]
  list<Value>(kind: Kind<Value>, scope: ListScope): Promise<readonly Value[]>
  /** Null where there is no such object. */
  get<Value>(kind: Kind<Value>, namespace: string | null, name: string): Promise<Value | null>
  /** Whether the operator may: by one SelfSubjectRulesReview a namespace, and single reviews where that is incomplete. `resource` as in roles: `pods/log`. */
  may(verb: Verb, group: string, resource: string, where: { namespace?: string; name?: string }): Promise<boolean>
  /** Whether the API has this resource at all: `metrics.k8s.io/v1beta1` `pods`. */
  serves(group: string, version: string, resource: string): Promise<boolean>
  /** The end of the log of one container, whole lines, with the time stamps of the kubelet before each. */
  log(pod: { namespace: string; name: string }, options: LogOptions): Promise<string>
  /** The server's own version, `v1.36.3`. */
  version(): Promise<string>
}

export interface LogOptions {
  readonly container: string
  readonly previous?: boolean
  readonly tailLines?: number
  readonly sinceSeconds?: number
  readonly limitBytes?: number
}

/** A stream to a port inside a pod, over the API server; no local port is opened. */
export type PortForward = (
  pod: { namespace: string; name: string },
  port: number,
  signal: AbortSignal,
) => Promise<Duplex>

/** One of the workloads that a service is made of. */
export interface WorkloadRef {
  readonly kind: 'Deployment' | 'StatefulSet' | 'DaemonSet' | 'ReplicaSet' | 'Job' | 'CronJob' | 'Rollout' | 'Pod'
  readonly name: string
  readonly uid: string
  /** As a label selector of the API; null where it has none (a CronJob). */
  readonly selector: string | null
}

/** The client of facts about one service on a cluster. */
export interface ServiceInCluster {
  readonly cluster: ClusterClient
  readonly namespace: string
  readonly service: string
  readonly workloads: readonly WorkloadRef[]
  /** Of the Helm release that owns it; null where none does. */
  readonly helmRelease: string | null
  /** Addresses (`host:port`) that its configuration names, as far as discovery could read it. */
  readonly needs?: readonly string[]
}
