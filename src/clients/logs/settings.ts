import type { ServiceInCluster } from '../kubernetes/client.ts'

/** Where a service writes its log lines on this machine. */
export interface LogSettings {
  /** Absolute paths; the last part may hold `*`. */
  readonly files: readonly string[]
}

/** A service whose pods write to their standard output. */
export interface PodLogSettings {
  readonly service: ServiceInCluster
  /** Which logs to read, by what the pods look like now: asked anew for each look. Rejects with CannotAsk where pods may not be listed. */
  pods(): Promise<PodsToRead>
}

export interface PodsToRead {
  /** All pods of the service that ever started. */
  readonly total: number
  /** Those whose logs are read, the failing ones first. */
  readonly pods: readonly PodToRead[]
}

export interface PodToRead {
  readonly name: string
  /** What keeps it; null where nothing does. */
  readonly workload: string | null
  /** What tells one release from another: the hash of its template; null where it has none. */
  readonly revision: string | null
  /** What tells most first. */
  readonly containers: readonly ContainerToRead[]
  /** The container that seems to carry the log lines of the main one elsewhere; null where none does. */
  readonly shipper: string | null
}

/** The log of one run of a container. */
export interface ContainerToRead {
  readonly name: string
  readonly isMain: boolean
  /** The run before the present one. */
  readonly previous: boolean
  /** How long ago this run began; null where nobody knows. */
  readonly startedAgoMs: number | null
  /** How the run ended; null while it runs. */
  readonly ended: LogEnd | null
}

export interface LogEnd {
  readonly agoMs: number | null
  readonly exitCode: number
  /** `Error`, `OOMKilled`, `Completed`. */
  readonly reason: string
  /** The container is not at work now, or has fallen over more than once. */
  readonly goesOn: boolean
}
