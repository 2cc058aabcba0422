import type { RedisAddress } from './settings.ts'

/**
 * Everything that looking at Redis asks, and nothing else: all of it reads, none of it walks the keyspace, none of it
 * returns a value somebody stored. The rights of `aclOfLook` are made from this list.
 */
export const questions = {
  ping: ['PING'],
  info: ['INFO', 'all'],
  time: ['TIME'],
  configuration: ['CONFIG', 'GET'],
  slowlog: ['SLOWLOG', 'GET', '128'],
  latency: ['LATENCY', 'LATEST'],
  clients: ['CLIENT', 'LIST'],
  clusterState: ['CLUSTER', 'INFO'],
  clusterNodes: ['CLUSTER', 'NODES'],
} as const

/**
 * What commands about keys ask, and a diagnosis never does: names in small pages, and what is known of a key beside its value.
 * The rights of `aclOfKeys` are made from this list.
 */
export const keyQuestions = {
  walk: ['SCAN'],
  database: ['SELECT'],
  expiry: ['PTTL'],
  type: ['TYPE'],
  size: ['MEMORY', 'USAGE'],
  frequency: ['OBJECT', 'FREQ'],
} as const

/** What is asked key by key. */
export type KeyQuestion = Exclude<keyof typeof keyQuestions, 'walk' | 'database'>

/** Some keys of a walk, as the bytes that they are; a page may be empty long before the last one. */
export interface KeyPage {
  readonly keys: readonly Buffer[]
  /** About how many were passed for it, matching or not. */
  readonly passed: number
  readonly last: boolean
}

/** What is asked of a Sentinel, each with the name of a master. */
export const sentinelQuestions = {
  master: ['SENTINEL', 'MASTER'],
  replicas: ['SENTINEL', 'REPLICAS'],
  quorum: ['SENTINEL', 'CKQUORUM'],
} as const

export type Question = keyof typeof questions

/** What RESP2 can answer. */
export type Reply = string | number | null | readonly Reply[]

/** What the first PING met. Everything but `forbidden` and `pong` means that applications are refused too. */
export type Greeting = 'pong' | 'loading' | 'busy' | 'master-down' | 'misconfigured' | 'forbidden'

/** One Redis server. Each question is asked once in the life of a connection, so that all facts see the same moment. */
export interface RedisNode {
  /** host:port, as it was dialled. */
  readonly address: string
  readonly greeting: Greeting
  readonly roundTripMs: number
  /** Rejects with CannotAsk. */
  ask(question: Question, ...args: readonly string[]): Promise<Reply>
  /** Walks the keys of the configured database that match, page by page, for as long as pages are wanted. Slows down where the server does. */
  walk(pattern: string, signal: AbortSignal): AsyncIterable<KeyPage>
  /** One answer for each key, in their order; null for a key that has gone. Rejects with CannotAsk. */
  askKeys(question: KeyQuestion, keys: readonly Buffer[]): Promise<readonly Reply[]>
}

/** A server that belongs to the target but could not be looked at. */
export interface UnaskedNode {
  readonly address: string
  readonly kind: string
  readonly reason: string
}

/** What one Sentinel says of the master, in its own fields. */
export type SentinelView =
  | {
      readonly address: string
      readonly master: Readonly<Record<string, string>>
      readonly replicas: readonly Readonly<Record<string, string>>[]
      /** The answer of CKQUORUM, good or bad; null where it may not be asked. */
      readonly quorum: { readonly ok: boolean; readonly text: string } | null
    }
  | { readonly address: string; readonly unasked: string }

/** One line of CLUSTER NODES. */
export interface ClusterLine {
  readonly id: string
  /** host:port, as the cluster announces it. */
  readonly address: string
  /** `master`, `slave`, `fail` (the majority says so), `fail?` (this node says so), … */
  readonly flags: readonly string[]
  /** The id of its master, or null for a master. */
  readonly masterId: string | null
  readonly slots: number
}

export interface RedisClient {
  readonly mode: 'single' | 'sentinel' | 'cluster'
  /** The number of the database that the service uses; everything but keys is asked of the whole server. */
  readonly database: number
  readonly nodes: readonly RedisNode[]
  readonly unasked: readonly UnaskedNode[]
  /** Empty unless `mode` is `sentinel`. */
  readonly sentinels: readonly SentinelView[]
  /** All members of a Cluster by its first node that answers; rejects with CannotAsk, empty unless `mode` is `cluster`. */
  members(): Promise<readonly ClusterLine[]>
}

/** One string for one server. */
export function addressText({ host, port }: RedisAddress): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`
}
