import { mask } from '../../core/mask.ts'
import type { PerNode } from '../../facts/redis/per-node.ts'
import type { Walked } from '../../facts/redis/walk.ts'
import { unaskedNotes } from './servers.ts'

/** `312 keys begin with session:, of all 10,412 keys`: how many, and how much of the keyspace that is known of. */
export function seenText(facts: PerNode<Walked>, prefix: string): string {
  const matched = count(sum(facts, ({ matched }) => matched))
  const about = `${matched === '1' ? 'key' : 'keys'}${beginning(matched, prefix)}`
  const all = count(sum(facts, ({ keys }) => keys))
  if (isWhole(facts)) return prefix === '' ? `all ${matched} keys` : `${matched} ${about}, of all ${all} keys`
  return `${matched} ${about}, of about ${count(sum(facts, ({ passed }) => passed))} looked at of ${all}`
}

function beginning(matched: string, prefix: string): string {
  if (prefix === '') return ''
  return ` ${matched === '1' ? 'begins' : 'begin'} with ${mask(prefix)}`
}

/** What has to be known of a walk to read what it found. */
export function walkNotes(facts: PerNode<Walked & { readonly others: number }>): readonly string[] {
  const [first] = facts.nodes
  const others = sum(facts, ({ others }) => others)
  return [
    ...unaskedNotes(facts),
    ...(isWhole(facts)
      ? []
      : [
          'only a part of the keys was looked at (up to --most of each server, for at most 10 s), and everything counts that part',
        ]),
    ...(others === 0 ? [] : [`${count(others)} keys of further shapes are in no row: a longer prefix shows them`]),
    ...(first === undefined || first.value.database === 0 ? [] : [`keys of database ${first.value.database}`]),
  ]
}

/** What each server saw of one shape, the shapes in no order. */
export function byShape<Shape extends { readonly shape: string }>(
  facts: PerNode<{ readonly shapes: readonly Shape[] }>,
): readonly (readonly [Shape, ...Shape[]])[] {
  const alike = Map.groupBy(
    facts.nodes.flatMap(({ value }) => value.shapes),
    ({ shape }) => shape,
  )
  return [...alike.values()].flatMap(([first, ...more]) => (first === undefined ? [] : [[first, ...more] as const]))
}

export function isWhole({ nodes, unasked }: PerNode<Walked>): boolean {
  return unasked.length === 0 && nodes.every(({ value }) => value.whole)
}

export function sum<Value>({ nodes }: PerNode<Value>, of: (value: Value) => number): number {
  return nodes.reduce((all, { value }) => all + of(value), 0)
}

export function count(value: number): string {
  return value.toLocaleString('en-US')
}
