import type { Earlier } from '../../core/look.ts'
import type { GroupOffsets, Offsets } from './offsets.ts'
import { type PartitionName, partitionName } from './partition-name.ts'

/** What one group has read of one partition. */
export interface Position extends PartitionName {
  /** Null: nothing was committed for it. */
  readonly committed: number | null
  readonly start: number
  readonly end: number
  readonly stable: number
  /** Records after the committed position that no open transaction holds back; 0 without a position, as only the consumer knows where it would begin. */
  readonly waiting: number
}

/** A position and what became of it since an earlier look. */
export interface Progress extends Position {
  readonly elapsedMs: number
  readonly waitingBefore: number
  /** By how much the committed position moved; below zero after a reset. */
  readonly advanced: number
  /** Records written meanwhile. */
  readonly arrived: number
  /** Records were there and more came, and yet nothing was ever committed. */
  readonly passedOver: boolean
  /** How old the oldest waiting record is at the rate at which records arrive; null where none arrived. */
  readonly behindMs: number | null
}

/** Positions of a group on the partitions whose logs could be asked for. */
export function positionsOf({ logs }: Offsets, { committed }: GroupOffsets): readonly Position[] {
  const byName = new Map(logs.map((log) => [partitionName(log), log]))
  return (committed ?? []).flatMap(({ topic, partition, offset }) => {
    const log = byName.get(partitionName({ topic, partition }))
    if (log === undefined) return []
    const { start, end, stable } = log
    const waiting = offset === null ? 0 : Math.max(0, stable - Math.max(offset, start))
    return [{ topic, partition, committed: offset, start, end, stable, waiting }]
  })
}

/** How far a group has come since the earlier look, on the partitions seen in both. */
export function progressOf(
  offsets: Offsets,
  group: GroupOffsets,
  { value: before, elapsedMs }: Earlier<Offsets>,
): readonly Progress[] {
  const old = before.groups.find((candidate) => candidate.group === group.group)
  const byName = new Map(old === undefined ? [] : positionsOf(before, old).map((each) => [partitionName(each), each]))
  return positionsOf(offsets, group).flatMap((position) => {
    const then = byName.get(partitionName(position))
    return then === undefined ? [] : [progress(position, then, elapsedMs)]
  })
}

/** The group of the earlier look. */
export function groupBefore(before: Offsets, group: string): GroupOffsets | undefined {
  return before.groups.find((candidate) => candidate.group === group)
}

export function totalWaiting(positions: readonly Position[]): number {
  return positions.reduce((sum, { waiting }) => sum + waiting, 0)
}

/** How far behind the worst of these is; null where nothing arrived on any. */
export function worstBehindMs(all: readonly Progress[]): number | null {
  const known = all.flatMap(({ behindMs }) => behindMs ?? [])
  return known.length === 0 ? null : Math.max(...known)
}

function progress(now: Position, then: Position, elapsedMs: number): Progress {
  const arrived = now.end - then.end
  return {
    ...now,
    elapsedMs,
    arrived,
    waitingBefore: then.waiting,
    advanced: advance(now.committed, then.committed),
    passedOver: now.committed === null && then.committed === null && then.end > then.start && arrived > 0,
    behindMs: arrived > 0 && now.committed !== null ? Math.round((now.waiting / arrived) * elapsedMs) : null,
  }
}

/** A first commit is an advance, wherever it is; that a position is gone is not one. */
function advance(now: number | null, then: number | null): number {
  if (now === null) return 0
  return then === null ? 1 : now - then
}
