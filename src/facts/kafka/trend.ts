import { hasNoMembers } from './groups.ts'
import type { GroupOffsets } from './offsets.ts'
import type { Progress } from './positions.ts'
import { stallsOf } from './stalled.ts'

/** What became of a group between two looks. */
export type Trend =
  | 'no members'
  | 'caught up'
  | 'stuck'
  | 'partly stuck'
  | 'set back'
  | 'falling behind'
  | 'catching up'
  | 'level'

/** As for kafka.stuck-partition: consumers commit every 5 s (auto.commit.interval.ms), and three missed commits are a stall. */
const limits = { commitSeconds: 5, behindSeconds: 15 }

/** By the positions of all its partitions; null where none was seen twice. */
export function trendOf(group: Pick<GroupOffsets, 'state'>, all: readonly Progress[]): Trend | null {
  if (all.length === 0) return null
  const waiting = sum(all, (each) => each.waiting)
  const before = sum(all, (each) => each.waitingBefore)
  const { stalled, moving } = stallsOf(all, limits)
  if (all.some(({ advanced }) => advanced < 0)) return 'set back'
  if (waiting === 0) return 'caught up'
  if (hasNoMembers(group)) return 'no members'
  if (stalled.length > 0) return moving.length === 0 ? 'stuck' : 'partly stuck'
  if (waiting === before) return 'level'
  return waiting > before ? 'falling behind' : 'catching up'
}

function sum(all: readonly Progress[], of: (each: Progress) => number): number {
  return all.reduce((total, each) => total + of(each), 0)
}
