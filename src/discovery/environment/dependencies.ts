import type { KafkaConfig } from '../../config/schema/kafka.ts'
import type { PostgresConfig } from '../../config/schema/postgres.ts'
import type { RedisConfig } from '../../config/schema/redis.ts'

/** Which container an environment belongs to; names the references to its values. */
export interface ContainerPlace {
  readonly namespace: string
  /** `Deployment`, `StatefulSet`, … */
  readonly kind: string
  readonly workload: string
  readonly container: string
}

/** What an environment is resolved with. Null is an object that does not exist, undefined one that may not be read. */
export interface EnvironmentObjects {
  configMap(name: string): Readonly<Record<string, string>> | null | undefined
  /** The names of the keys of a Secret, never their values: without it, what `envFrom` takes from Secrets is unknown. */
  secretKeys?(name: string): readonly string[] | null | undefined
  /** A value of a Secret, where it may be read: tells which system and host it names. It is never copied: what is found still refers to it. */
  secretValue?(name: string, key: string): string | undefined
}

/** What stands somewhere else: `secret:NAMESPACE/NAME/KEY` or `pod-env:NAMESPACE/KIND/WORKLOAD/CONTAINER/NAME`, with `#password` and the like for a part of it. */
export interface SecretPiece {
  readonly reference: string
  /** Where it is known; only to be looked at. */
  readonly value?: string
}

/** A stretch of a value: text, or the place of a secret. */
export type Piece = string | SecretPiece

/** The text of a variable with the secrets that are set into it. */
export type Value = readonly Piece[]

/** One variable of a container, or one setting of a file that is mounted into it. In memory only: a value may be a password. */
export interface EnvironmentEntry {
  /** Empty for a source of which not even the names of the variables are known. */
  readonly name: string
  readonly where: 'plain' | 'config-map' | 'secret' | 'field' | 'file'
  /** Where the value can be read again: `secret:NAMESPACE/NAME/KEY`, else `pod-env:NAMESPACE/KIND/WORKLOAD/CONTAINER/NAME`. */
  readonly reference: string
  /** One piece for text alone or a secret alone; none where the value is not known. `textOf` reads it. */
  readonly value: Value
  /** Why there is no value. */
  readonly missing?: { readonly kind: 'missing' | 'forbidden' | 'unreadable'; readonly reason: string }
}

/** The service whose environment is read. */
export interface ReadFor {
  readonly service: string
  readonly namespace: string
}

/** A dependency as the configuration writes it. */
export interface Found<Config> {
  /** With the name of the dependency; passwords are references. */
  readonly config: Config
  /** Fields that configuration takes as text or number but that stand in a Secret, each with its reference: `host`, `port`, `user`, `database`, `username`, `sasl.username`, … In `config` the text ones hold the reference itself, the others are absent. `fillFields` puts values there. */
  readonly secretFields: Readonly<Record<string, string>>
  /** Hosts as they are written, without ports; empty where nobody knows them. */
  readonly hosts: readonly string[]
  /** A loopback address or a socket: a proxy or a pooler inside the pod. Never dialled from here. */
  readonly inPod: boolean
  /** The system is only assumed from the name of a variable: `DATABASE_URL` in a Secret may be another database. */
  readonly assumed: boolean
  /** The names of the variables that say so. */
  readonly variables: readonly string[]
}

export interface FoundPostgres extends Found<PostgresConfig> {
  /** Whether host or port are those of a pooler (PgBouncer); it listens there, not the database. */
  readonly pooled: boolean
  /** The other hosts of a URL that lists several, `host:port`: any of them may be the primary. `config` holds the first. */
  readonly alternatives: readonly string[]
}

/** A service that is called over HTTP or gRPC. */
export interface Upstream {
  readonly name: string
  /** Null where it stands in a Secret. */
  readonly host: string | null
  readonly port: number | null
  /** As configuration takes it: without a login, or a reference; null where the protocol is not known. */
  readonly url: string | null
  readonly inPod: boolean
  /** Outside the cluster, by its name. */
  readonly external: boolean
  readonly variable: string
}

/** A dependency that usrops does not examine. */
export interface Other {
  /** `mysql`, `mongodb`, `amqp`, … */
  readonly system: string
  readonly name: string
  readonly host: string | null
  readonly inPod: boolean
  readonly variables: readonly string[]
}

export interface Unresolved {
  /** The variables it is about; empty where not even they are known. */
  readonly variables: readonly string[]
  readonly kind: 'missing' | 'forbidden' | 'unreadable' | 'no-host' | 'unsupported'
  /** For people; never holds a value. */
  readonly reason: string
}

/** What the environment of a container says the service depends on. */
export interface Dependencies {
  readonly postgres: readonly FoundPostgres[]
  readonly redis: readonly Found<RedisConfig>[]
  readonly kafka: readonly Found<KafkaConfig>[]
  readonly upstreams: readonly Upstream[]
  readonly others: readonly Other[]
  readonly unresolved: readonly Unresolved[]
}
