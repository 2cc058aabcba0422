import type { Row, TableDraft } from '../../core/table.ts'
import { defineView } from '../../core/view.ts'
import { type Expiry, type ExpiryShape, expiryUnder } from '../../facts/redis/expiry.ts'
import type { PerNode } from '../../facts/redis/per-node.ts'
import type { KeyWish } from '../../facts/redis/walk.ts'
import { byShape, count, seenText, walkNotes } from './walked.ts'

/** Which keys that begin so never expire, and how long the others have left. */
export const expiryView = (wish: KeyWish) =>
  defineView({
    id: 'redis.expiry',
    reads: { expiry: expiryUnder(wish) },
    params: {},
    show({ expiry }) {
      const rows = byShape(expiry)
        .map(rowOf)
        .toSorted((left, right) => right.permanent - left.permanent || right.keys - left.keys)
      return [table(rows, expiry, wish.prefix)]
    },
  })

type ShapeRow = Row & { readonly keys: number; readonly permanent: number }

function table(rows: readonly ShapeRow[], facts: PerNode<Expiry>, prefix: string): TableDraft {
  const permanent = rows.reduce((all, row) => all + row.permanent, 0)
  return {
    title: `${permanent === 1 ? '1 key never expires' : `${count(permanent)} keys never expire`}: ${seenText(facts, prefix)}`,
    columns: [
      { id: 'shape', label: 'names', kind: 'text', importance: 'key', shorten: 'middle' },
      { id: 'keys', label: 'keys', kind: 'count', importance: 'key' },
      { id: 'permanent', label: 'never', kind: 'count', importance: 'key' },
      { id: 'permanentShare', label: 'share', kind: 'share' },
      { id: 'shortest', label: 'soonest', kind: 'age' },
      { id: 'longest', label: 'latest', kind: 'age' },
      { id: 'minute', label: 'to 1 min', kind: 'count', importance: 'extra' },
      { id: 'hour', label: 'to 1 h', kind: 'count', importance: 'extra' },
      { id: 'day', label: 'to 1 day', kind: 'count', importance: 'extra' },
      { id: 'month', label: 'to 30 days', kind: 'count', importance: 'extra' },
      { id: 'longer', label: 'longer', kind: 'count', importance: 'extra' },
    ],
    rows,
    notes: [
      ...walkNotes(facts),
      ...(permanent === 0
        ? []
        : [
            'a key without expiry may be meant to stay (flags, locks, queues, counters): never delete keys because of it; EXPIRE key SECONDS NX gives one that should expire its time',
          ]),
    ],
  }
}

function rowOf(members: readonly [ExpiryShape, ...ExpiryShape[]]): ShapeRow {
  const [{ shape }] = members
  const add = (of: (each: ExpiryShape) => number) => members.reduce((all, each) => all + of(each), 0)
  const [keys, permanent] = [add((each) => each.keys), add((each) => each.permanent)]
  const [minute, hour, day, month, longer] = [0, 1, 2, 3, 4].map((span) => add((each) => each.expiring[span] ?? 0))
  const expires = permanent < keys
  return {
    ...{ shape, keys, permanent, permanentShare: permanent / keys },
    ...{ minute: minute ?? 0, hour: hour ?? 0, day: day ?? 0, month: month ?? 0, longer: longer ?? 0 },
    ...(expires && {
      shortest: Math.min(...members.flatMap(({ shortestMs }) => shortestMs ?? [])),
      longest: Math.max(...members.flatMap(({ longestMs }) => longestMs ?? [])),
    }),
  }
}

/** Of all keys. */
export const expiry = expiryView({ prefix: '', words: false })
