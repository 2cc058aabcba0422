import type { HttpClient } from '../../clients/http/client.ts'
import { defineFacts } from '../../core/facts.ts'
import type { Failure } from '../logs/failure.ts'
import { readMetrics } from './metrics-collect.ts'

/** A reading of the metrics of a service: only what checks and causes need, in one dialect. Counters count from the start of the process. */
export interface Metrics {
  readonly path: string
  /** Identifies the process; seconds since the epoch by the server's clock. */
  readonly startedAtSeconds: number | null
  readonly processAgeMs: number | null
  readonly version: string | null
  readonly requests: RequestCounters | null
  readonly durations: DurationHistogram | null
  /** The quantile that the service computes itself (a summary), over a span only it knows. */
  readonly summaryP99Ms: number | null
  readonly pools: readonly Pool[]
  readonly cache: { readonly hits: number; readonly misses: number } | null
  readonly eventLoop: { readonly lagMs: number | null; readonly p99Ms: number | null } | null
  readonly residentBytes: number | null
  readonly heapUsedBytes: number | null
  readonly heapMaxBytes: number | null
  readonly breakers: readonly Breaker[]
  /** Counters of Kafka consumers, as `name{topic}`. */
  readonly consumer: readonly { readonly name: string; readonly value: number }[]
}

/** Requests of people: those of health endpoints and of metrics are left out where routes are known. */
export interface RequestCounters {
  readonly total: number
  readonly byClass: Readonly<Record<string, number>>
  /** Status 500 and above, or what an error counter says where requests carry no status. */
  readonly errors: number | null
  readonly unauthorized: number | null
  readonly forbidden: number | null
  /** The 20 busiest; empty where requests carry no route. */
  readonly routes: readonly RouteCounters[]
}

export interface RouteCounters {
  readonly route: string
  readonly total: number
  readonly errors: number
}

/** Cumulative counts of requests that took at most `leMs`; null: of any length. */
export interface DurationHistogram {
  readonly count: number
  readonly sumMs: number
  readonly buckets: readonly { readonly leMs: number | null; readonly count: number }[]
}

/** Connections that the service keeps to its database. */
export interface Pool {
  readonly name: string
  readonly active: number | null
  readonly idle: number | null
  /** Requests that wait for a connection right now. */
  readonly waiting: number | null
  readonly max: number | null
}

export interface Breaker {
  readonly name: string
  readonly state: 'closed' | 'open' | 'half-open'
  readonly openForMs: number | null
  /** Opened by hand; it stays open until a hand closes it. */
  readonly forced: boolean | null
  /** The last failure of what it guards, masked; null where it is not told. */
  readonly text: string | null
  readonly failure: Failure | null
}

/** The Prometheus endpoint of a service, or Spring's own metrics. */
export const metrics = defineFacts<Metrics, HttpClient>({
  id: 'http.metrics',
  system: 'http',
  cost: 'cheap',
  collect: (client) => readMetrics(client),
  epoch: (value) => (value.startedAtSeconds === null ? 'a process of unknown start' : String(value.startedAtSeconds)),
})
