import type { Keyspace } from './keyspace.ts'
import type { Memory } from './memory.ts'
import type { NodePair } from './per-node.ts'
import type { Server } from './server.ts'
import { flushesIn, hitRatio, intervalOf, type Stats } from './stats.ts'

/** Why a cache would answer from an empty shelf: it was restarted or emptied. */
export interface ColdCache {
  readonly reason: 'restarted' | 'flushed'
  /** Since the restart; null for a flush that happened some time before this look. */
  readonly ageMs: number | null
  readonly keys: number
  /** Of the look-ups between two looks, or since the start. */
  readonly hitRatio: number | null
}

// After an hour under traffic a cache holds what it is going to hold.
const WARM_AFTER_MS = 3_600_000
// A tenth of what it once held: emptied, not merely smaller.
const EMPTIED_SHARE = 0.1

/** Whether this server lost its content lately: a fresh process, or a flush that left it far below its own peak. */
export function coldCache(
  seen: { readonly server: Server; readonly memory: Memory; readonly keyspace: Keyspace },
  stats: NodePair<Stats>,
): ColdCache | null {
  const interval = intervalOf(stats)
  const common = { keys: seen.keyspace.keys, hitRatio: hitRatio(interval ?? stats.value) }
  if (interval !== undefined && interval.flushes > 0) return { reason: 'flushed', ageMs: null, ...common }
  if (seen.server.uptimeMs < WARM_AFTER_MS) return { reason: 'restarted', ageMs: seen.server.uptimeMs, ...common }
  const emptied = seen.memory.used < seen.memory.peak * EMPTIED_SHARE
  return flushesIn(stats.value) > 0 && emptied ? { reason: 'flushed', ageMs: null, ...common } : null
}
