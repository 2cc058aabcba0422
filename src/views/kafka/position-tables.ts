import type { Row, TableDraft } from '../../core/table.ts'
import { partitionName } from '../../facts/kafka/partition-name.ts'
import type { Position, Progress } from '../../facts/kafka/positions.ts'
import { count, type GroupLag, moved, movement, sums } from './group-table.ts'

/** One row for each topic of each group, the most records first. */
export function topicTable(lags: readonly GroupLag[]): TableDraft {
  const rows = lags.flatMap(({ group, positions, progress, elapsedMs }) =>
    [...Map.groupBy(positions, ({ topic }) => topic)].map(([topic, members]): Row => {
      const moves = progress.filter((each) => each.topic === topic)
      return {
        ...{ group: group.group, topic, partitions: members.length, ...sums(members) },
        behindOn: members.filter(({ waiting }) => waiting > 0).length,
        ...(elapsedMs !== undefined && moved(moves)),
      }
    }),
  )
  return {
    title: `by topic: ${count(behind(rows))} of ${count(rows.length)} have records waiting`,
    columns: [
      { id: 'group', label: 'group', kind: 'text', importance: 'key', shorten: 'middle' },
      { id: 'topic', label: 'topic', kind: 'text', importance: 'key', shorten: 'middle' },
      { id: 'lag', label: 'lag', kind: 'count', importance: 'key' },
      { id: 'behindOn', label: 'behind on', kind: 'count' },
      { id: 'partitions', label: 'partitions', kind: 'count' },
      { id: 'lost', label: 'lost', kind: 'count' },
      ...(isWatched(lags) ? movement : []),
      { id: 'unread', label: 'no position', kind: 'count', importance: 'extra' },
      { id: 'held', label: 'held back', kind: 'count', importance: 'extra' },
    ],
    rows: rows.toSorted((left, right) => Number(right.lag) - Number(left.lag)),
  }
}

/** One row a partition, for `kafka peek` and for who has to know where it stands still. */
export function partitionTable(lags: readonly GroupLag[]): TableDraft {
  const rows = lags.flatMap(({ group, positions, progress }) => {
    const moves = new Map(progress.map((each) => [partitionName(each), each]))
    return positions.map((position) => partitionRow(group.group, position, moves.get(partitionName(position))))
  })
  return {
    title: `by partition: ${count(behind(rows))} of ${count(rows.length)} have records waiting`,
    columns: [
      { id: 'group', label: 'group', kind: 'text', shorten: 'middle' },
      { id: 'partition', label: 'partition', kind: 'text', importance: 'key', shorten: 'middle' },
      { id: 'committed', label: 'committed', kind: 'number', importance: 'key' },
      { id: 'end', label: 'end', kind: 'number' },
      { id: 'lag', label: 'lag', kind: 'count', importance: 'key' },
      ...(isWatched(lags) ? movement : []),
      { id: 'start', label: 'start', kind: 'number', importance: 'extra' },
      { id: 'stable', label: 'stable end', kind: 'number', importance: 'extra' },
    ],
    rows: rows.toSorted((left, right) => Number(right.lag) - Number(left.lag)),
    notes: [
      'without a committed position (-) the consumer decides where it begins; the next record: usrops kafka peek PARTITION@COMMITTED',
    ],
  }
}

function behind(rows: readonly Row[]): number {
  return rows.filter(({ lag }) => Number(lag) > 0).length
}

function partitionRow(group: string, position: Position, progress: Progress | undefined): Row {
  const { committed, start, end, stable, waiting } = position
  return {
    ...{ group, partition: partitionName(position), start, end, stable, lag: waiting },
    ...(committed !== null && { committed }),
    ...(progress !== undefined && moved([progress])),
  }
}

function isWatched(lags: readonly GroupLag[]): boolean {
  return lags.some(({ elapsedMs }) => elapsedMs !== undefined)
}
