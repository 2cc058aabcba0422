import type { Row } from '../../core/table.ts'
import { defineView } from '../../core/view.ts'
import { type KeyShape, keysUnder } from '../../facts/redis/keys.ts'
import type { KeyWish } from '../../facts/redis/walk.ts'
import { byShape, seenText, sum, walkNotes } from './walked.ts'

/** Keys that begin so, by the shape of their names: how many, of what type, how large. */
export const keysView = (wish: KeyWish) =>
  defineView({
    id: 'redis.keys',
    reads: { keys: keysUnder(wish) },
    params: {},
    show({ keys }) {
      const matched = sum(keys, ({ matched }) => matched)
      return [
        {
          title: seenText(keys, wish.prefix),
          columns: [
            { id: 'shape', label: 'names', kind: 'text', importance: 'key', shorten: 'middle' },
            { id: 'keys', label: 'keys', kind: 'count', importance: 'key' },
            { id: 'share', label: 'share', kind: 'share' },
            { id: 'types', label: 'types', kind: 'text' },
            { id: 'bytes', label: 'about', kind: 'bytes' },
            { id: 'mean', label: 'each', kind: 'bytes' },
            { id: 'largest', label: 'largest seen', kind: 'bytes', importance: 'extra' },
          ],
          rows: byShape(keys)
            .map((members) => rowOf(members, matched))
            .toSorted((left, right) => right.keys - left.keys),
          notes: [
            ...walkNotes(keys),
            'sizes by up to 20 keys of each kind; parts of names that may tell who somebody is stand in brackets',
            ...rights(keys.nodes.flatMap(({ value }) => value.shapes)),
          ],
        },
      ]
    },
  })

function rowOf(members: readonly [KeyShape, ...KeyShape[]], matched: number): Row & { readonly keys: number } {
  const [{ shape }] = members
  const keys = members.reduce((all, each) => all + each.keys, 0)
  const samples = members.map(({ sample }) => sample)
  const sampled = samples.reduce((all, each) => all + each.keys, 0)
  const types = samples.some(({ types }) => types === null) ? null : samples.flatMap(({ types }) => types ?? [])
  const bytes = samples.some(({ bytes }) => bytes === null)
    ? null
    : samples.reduce((all, each) => all + (each.bytes ?? 0), 0)
  const mean = bytes === null || sampled === 0 ? null : bytes / sampled
  return {
    ...{ shape, keys, share: matched === 0 ? 0 : keys / matched },
    types: types && [...new Set(types)].join(', '),
    ...{ mean, bytes: mean === null ? null : Math.round(mean * keys) },
    largest: bytes === null ? null : Math.max(...samples.map(({ largestBytes }) => largestBytes ?? 0)),
  }
}

function rights(shapes: readonly KeyShape[]): readonly string[] {
  const missing = [
    ...(shapes.some(({ sample }) => sample.types === null) ? ['TYPE'] : []),
    ...(shapes.some(({ sample }) => sample.bytes === null) ? ['MEMORY USAGE'] : []),
  ]
  if (missing.length === 0) return []
  return [`${missing.join(' and ')} may not be asked of these keys: usrops doctor --acl redis prints the right`]
}

/** All keys. */
export const keys = keysView({ prefix: '', words: false })
