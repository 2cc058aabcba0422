import { durationText } from '../../core/duration-text.ts'
import type { ColumnDraft, Row } from '../../core/table.ts'
import { defineView } from '../../core/view.ts'
import { counted } from '../../facts/postgres/amounts.ts'
import { type LockGroup, type Locks, locks } from '../../facts/postgres/locks.ts'

/** The locks of the database by what is locked and how; those that are waited for first, then the strongest. */
export const lockCounts = defineView({
  id: 'postgres.locks',
  reads: { locks },
  params: {},
  show: ({ locks }) => [{ title: titleOf(locks), columns, rows: locks.groups.map(rowOf), total: locks.groupCount }],
})

const columns: readonly ColumnDraft[] = [
  { id: 'on', label: 'on', kind: 'text', importance: 'key', shorten: 'middle' },
  { id: 'type', label: 'type', kind: 'text', importance: 'extra' },
  { id: 'mode', label: 'mode', kind: 'text', importance: 'key', shorten: 'never' },
  { id: 'waiting', label: 'waiting', kind: 'count', importance: 'key' },
  { id: 'granted', label: 'granted', kind: 'count', importance: 'key' },
  { id: 'sessions', label: 'sessions', kind: 'count', importance: 'extra' },
  { id: 'longestWait', label: 'waits', kind: 'age' },
  { id: 'oldestHolder', label: 'held for', kind: 'age' },
]

function titleOf({ groups }: Locks): string {
  const waiting = groups.reduce((sum, group) => sum + group.waiting, 0)
  if (groups.length === 0) return 'nothing is locked'
  const waits = groups.flatMap(({ longestWaitMs }) => longestWaitMs ?? [])
  const longest = waits.length === 0 ? '' : `, the longest for ${durationText(Math.max(...waits))}`
  return waiting === 0 ? 'no lock is waited for' : `${counted(waiting, 'lock')} waited for${longest}`
}

function rowOf({ type, relation, mode, waiting, granted, sessions, longestWaitMs, oldestHolderMs }: LockGroup): Row {
  return {
    ...{ on: relation ?? type, type, mode, waiting, granted, sessions },
    ...(waiting > 0 && { longestWait: longestWaitMs }),
    ...(granted > 0 && { oldestHolder: oldestHolderMs }),
  }
}
