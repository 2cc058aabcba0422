import { infoOf } from './info.ts'
import { definePerNode, type NodePair } from './per-node.ts'

/** Counters since the start of the process (or CONFIG RESETSTAT). */
export interface Stats {
  readonly commands: number
  readonly operationsPerSecond: number
  readonly hits: number
  readonly misses: number
  readonly evicted: number
  readonly expired: number
  readonly rejectedConnections: number
  readonly totalConnections: number
  readonly fullResyncs: number
  readonly latestForkMicros: number
  /** Share of logically expired keys that still take memory, in per cent. */
  readonly stalePercent: number | null
  /** Error replies by code (`OOM`, `MISCONF`, `NOAUTH`, …); null before 6.2. */
  readonly errors: Readonly<Record<string, number>> | null
  /** Calls of commands that stall or empty a server; null where the version does not count. */
  readonly calls: Readonly<Record<string, number>> | null
}

export const stats = definePerNode<Stats>({
  id: 'redis.stats',
  collect: async (node) => {
    const info = await infoOf(node)
    return {
      commands: info.count('total_commands_processed'),
      operationsPerSecond: info.count('instantaneous_ops_per_sec'),
      hits: info.count('keyspace_hits'),
      misses: info.count('keyspace_misses'),
      evicted: info.count('evicted_keys'),
      expired: info.count('expired_keys'),
      rejectedConnections: info.count('rejected_connections'),
      totalConnections: info.count('total_connections_received'),
      fullResyncs: info.count('sync_full'),
      latestForkMicros: info.count('latest_fork_usec'),
      stalePercent: info.number('expired_stale_perc'),
      errors: info.text('total_error_replies') === null ? null : counts(info.family(/^errorstat_/), 'count'),
      calls: watched(counts(info.family(/^cmdstat_/), 'calls')),
    }
  },
})

/** What happened between two looks at the same process. */
export interface Interval {
  readonly elapsedMs: number
  readonly commands: number
  readonly hits: number
  readonly misses: number
  readonly evicted: number
  readonly rejectedConnections: number
  readonly fullResyncs: number
  /** Calls of FLUSHALL and FLUSHDB. */
  readonly flushes: number
  readonly errors: Readonly<Record<string, number>>
}

/** The difference of two looks; undefined without an earlier one or when the counters were reset in between. */
export function intervalOf({ value, earlier }: NodePair<Stats>): Interval | undefined {
  if (earlier === undefined || value.commands < earlier.value.commands || earlier.elapsedMs <= 0) return undefined
  const before = earlier.value
  return {
    elapsedMs: earlier.elapsedMs,
    commands: value.commands - before.commands,
    hits: value.hits - before.hits,
    misses: value.misses - before.misses,
    evicted: value.evicted - before.evicted,
    rejectedConnections: value.rejectedConnections - before.rejectedConnections,
    fullResyncs: value.fullResyncs - before.fullResyncs,
    flushes: flushesIn(value) - flushesIn(before),
    errors: Object.fromEntries(
      Object.entries(value.errors ?? {}).map(([code, count]) => [code, count - (before.errors?.[code] ?? 0)]),
    ),
  }
}

/** Calls of FLUSHALL and FLUSHDB since the start. */
export function flushesIn({ calls }: Stats): number {
  return (calls?.flushall ?? 0) + (calls?.flushdb ?? 0)
}

/** Hits of all look-ups, or null where there were none. */
export function hitRatio({ hits, misses }: { readonly hits: number; readonly misses: number }): number | null {
  return hits + misses === 0 ? null : hits / (hits + misses)
}

const watchedCommands = [
  'flushall',
  'flushdb',
  'keys',
  'swapdb',
  'config|set',
  'debug',
  'failover',
  'replicaof',
  'slaveof',
]

function watched(calls: Readonly<Record<string, number>>): Readonly<Record<string, number>> {
  return Object.fromEntries(watchedCommands.flatMap((name) => (calls[name] === undefined ? [] : [[name, calls[name]]])))
}

function counts(family: ReadonlyMap<string, Readonly<Record<string, string>>>, field: string) {
  return Object.fromEntries([...family].map(([name, fields]) => [name, Number(fields[field] ?? 0)]))
}
