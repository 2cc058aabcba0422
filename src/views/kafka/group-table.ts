import type { ColumnDraft, Row, TableDraft } from '../../core/table.ts'
import type { Group, Groups } from '../../facts/kafka/groups.ts'
import type { GroupOffsets, Offsets } from '../../facts/kafka/offsets.ts'
import { partitionName } from '../../facts/kafka/partition-name.ts'
import { type Position, type Progress, totalWaiting, worstBehindMs } from '../../facts/kafka/positions.ts'
import { trendOf } from '../../facts/kafka/trend.ts'

/** What is known of one group. */
export interface GroupLag {
  readonly group: GroupOffsets
  readonly described: Group | undefined
  readonly positions: readonly Position[]
  /** Empty without an earlier look. */
  readonly progress: readonly Progress[]
  readonly elapsedMs: number | undefined
}

/** Columns of what a second look tells. */
export const movement: readonly ColumnDraft[] = [
  { id: 'change', label: 'change', kind: 'number' },
  { id: 'processed', label: 'processed', kind: 'rate' },
  { id: 'arrived', label: 'arrives', kind: 'rate' },
]

/** One row a group, the furthest behind first. */
export function groupTable(lags: readonly GroupLag[], offsets: Offsets, groups: Groups): TableDraft {
  const behind = lags.filter(({ positions }) => totalWaiting(positions) > 0).length
  const waiting = lags.reduce((sum, { positions }) => sum + totalWaiting(positions), 0)
  const watched = lags.some(({ elapsedMs }) => elapsedMs !== undefined)
  return {
    title: `${count(waiting)} records wait for ${count(behind)} of ${count(lags.length)} ${lags.length === 1 ? 'group' : 'groups'}`,
    columns: [
      { id: 'group', label: 'group', kind: 'text', importance: 'key', shorten: 'middle' },
      { id: 'state', label: 'state', kind: 'text', importance: 'key', shorten: 'never' },
      { id: 'members', label: 'members', kind: 'count' },
      { id: 'lag', label: 'lag', kind: 'count', importance: 'key' },
      ...(watched ? [{ id: 'trend', label: 'trend', kind: 'text', importance: 'key', shorten: 'never' } as const] : []),
      { id: 'worst', label: 'worst at', kind: 'text', shorten: 'middle' },
      { id: 'lost', label: 'lost', kind: 'count' },
      ...(watched ? [...movement, { id: 'behind', label: 'behind', kind: 'age' } as const] : []),
      { id: 'partitions', label: 'partitions', kind: 'count', importance: 'extra' },
      { id: 'unread', label: 'no position', kind: 'count', importance: 'extra' },
      { id: 'held', label: 'held back', kind: 'count', importance: 'extra' },
      { id: 'protocol', label: 'protocol', kind: 'text', importance: 'extra' },
      { id: 'assignor', label: 'assignor', kind: 'text', importance: 'extra' },
    ],
    rows: lags.map(rowOf),
    notes: [
      ...notes(lags, offsets, groups),
      ...(watched ? [] : ['one moment: --interval 30s shows whether groups catch up']),
    ],
  }
}

/** `1,234` */
export function count(value: number): string {
  return value.toLocaleString('en-US')
}

function rowOf(lag: GroupLag): Row {
  const { group, described, positions } = lag
  return {
    ...{ group: group.group, state: group.state, protocol: group.type },
    members: described?.members?.length ?? null,
    // Nobody to assign anything to.
    ...(described?.members?.length !== 0 && { assignor: described?.assignor ?? null }),
    ...(group.committed === null ? unread : numbersOf(positions)),
    ...(lag.elapsedMs !== undefined && movedOf(lag)),
  }
}

/** Positions that may not be read are no positions at 0. */
const unread: Row = { lag: null, lost: null, unread: null, held: null, partitions: null }

function numbersOf(positions: readonly Position[]): Row {
  const [worst] = positions.toSorted((left, right) => right.waiting - left.waiting)
  return {
    ...sums(positions),
    partitions: positions.length,
    ...(worst !== undefined && worst.waiting > 0 && { worst: partitionName(worst) }),
  }
}

/** What several positions add up to. */
export function sums(positions: readonly Position[]): Row {
  return {
    lag: totalWaiting(positions),
    lost: positions.reduce(
      (sum, { committed, start }) => sum + (committed === null ? 0 : Math.max(0, start - committed)),
      0,
    ),
    unread: positions.filter(({ committed }) => committed === null).length,
    held: positions.reduce((sum, { end, stable }) => sum + end - stable, 0),
  }
}

function movedOf({ group, progress }: GroupLag): Row {
  return {
    trend: trendOf(group, progress),
    ...moved(progress),
    behind: totalWaiting(progress) === 0 ? 0 : worstBehindMs(progress),
  }
}

/** What became of positions between two looks; null where none was seen twice. */
export function moved(progress: readonly Progress[]): Row {
  const elapsedMs = progress[0]?.elapsedMs
  if (elapsedMs === undefined) return { change: null, processed: null, arrived: null }
  const sum = (of: (each: Progress) => number) => progress.reduce((all, each) => all + of(each), 0)
  const perSecond = (records: number) => (records / elapsedMs) * 1000
  return {
    change: sum(({ waiting, waitingBefore }) => waiting - waitingBefore),
    processed: perSecond(sum(({ advanced }) => Math.max(0, advanced))),
    arrived: perSecond(sum(({ arrived }) => arrived)),
  }
}

function notes(lags: readonly GroupLag[], { omitted, missing, forbidden }: Offsets, groups: Groups): readonly string[] {
  const lost = lags.filter(({ positions }) =>
    positions.some(({ committed, start }) => committed !== null && committed < start),
  )
  return [
    ...(lost.length === 0
      ? []
      : ['lost: records that were deleted before the group read them (its position is before the log)']),
    ...(missing.length === 0 ? [] : [`no broker that could be asked knows ${missing.join(', ')}`]),
    ...(forbidden.length === 0 ? [] : [`may not be described (ACL: DESCRIBE on the group): ${forbidden.join(', ')}`]),
    ...(groups.brokersUnasked.length === 0
      ? []
      : [`groups of the brokers ${groups.brokersUnasked.join(', ')} are not shown: those could not be asked`]),
    ...(omitted === 0 ? [] : [`${omitted} partitions were left out because there are too many`]),
  ]
}
