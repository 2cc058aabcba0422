import type { Progress } from './positions.ts'

/** From when on a position that does not move counts as stalled. */
export interface StallLimits {
  /** Consumers commit at least this often (auto.commit.interval.ms of Kafka's own consumer: 5 s). */
  readonly commitSeconds: number
  /** Three commits missed, measured by the age of the oldest waiting record. */
  readonly behindSeconds: number
}

/** Where stalled partitions of one group stand to its others. */
export interface Stalls {
  readonly stalled: readonly Progress[]
  /** Partitions whose position moved on meanwhile. */
  readonly moving: readonly Progress[]
}

export function stallsOf(all: readonly Progress[], limits: StallLimits): Stalls {
  const moving = all.filter(({ advanced }) => advanced > 0)
  // Only a group that commits elsewhere would have committed here, too.
  const stalled = all.filter((each) => isStalled(each, limits) || (each.passedOver && moving.length > 0))
  return { stalled, moving }
}

/** Records waited then, and wait now, and the group has not committed anything for longer than consumers take between two commits. */
function isStalled(each: Progress, { commitSeconds, behindSeconds }: StallLimits): boolean {
  const { advanced, waiting, waitingBefore, behindMs, elapsedMs } = each
  if (advanced !== 0 || waitingBefore === 0 || waiting === 0) return false
  if (behindMs !== null) return behindMs >= behindSeconds * 1000
  // One record that waits for ever is the marker at the end of a transaction, which is no record to its readers.
  return waiting > 1 && elapsedMs >= commitSeconds * 1000
}
