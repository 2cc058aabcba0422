import { describe, expect, it } from 'vitest'
import { defineChanges, readChanges } from '../../src/core/change.ts'
import { defineFacts } from '../../src/core/facts.ts'
import type { InstanceFacts } from '../../src/core/look.ts'

const version = defineFacts<string, unknown>({
  id: 'thing.version',
  system: 'thing',
  cost: 'cheap',
  collect: async () => '1',
})
const instance = (name: string, value: string, at: number, identity = 'id'): InstanceFacts => ({
  ...{ system: 'thing', target: { system: 'thing', kind: 'server', name }, vantage: 'operator', identity },
  observations: { 'thing.version': { at, value } },
})
const released = defineChanges({
  id: 'thing.release',
  reads: version,
  observe: ({ value, at, earlier }) =>
    earlier === undefined || earlier.value === value
      ? []
      : [{ at, kind: 'release', summary: `${earlier.value} -> ${value}` }],
})
const seen = defineChanges({
  id: 'thing.seen',
  reads: version,
  observe: ({ value, at }) => [{ at: at - 5, kind: 'restart', summary: `started ${value}` }],
})

describe('changes', () => {
  const now = { at: 10, instances: [instance('b', '2', 10), instance('a', '2', 10)] }

  it('are told oldest first and numbered, whatever the order of asking', () => {
    const before = { at: 1, instances: [instance('a', '1', 1), instance('b', '1', 1)] }
    const told = readChanges([released, seen], now, before)
    expect(told.map(({ id, at, target, summary }) => [id, at, target.name, summary])).toEqual([
      ['c1', 5, 'a', 'started 2'],
      ['c2', 5, 'b', 'started 2'],
      ['c3', 10, 'a', '1 -> 2'],
      ['c4', 10, 'b', '1 -> 2'],
    ])
    const turned = { ...now, instances: now.instances.toReversed() }
    expect(readChanges([seen, released], turned, before)).toEqual(told)
  })

  it('of one event are told once, by whom knows best', () => {
    const at = (reading: string, ageMs: number, over: { kind?: string; isHearsay?: boolean } = {}) =>
      defineChanges({
        id: reading,
        reads: version,
        isHearsay: over.isHearsay ?? true,
        observe: (seen) => [{ at: seen.at - ageMs, kind: over.kind ?? 'restart', summary: reading }],
      })
    const one = { at: 10_000, instances: [instance('a', '2', 60_000)] }
    const summaries = (...readings: ReturnType<typeof at>[]) =>
      [readings, readings.toReversed()].map((order) => readChanges(order, one, undefined).map(({ summary }) => summary))
    const known = at('cluster', 4_000, { isHearsay: false })
    expect(summaries(known, at('log', 0), at('http', 2_000))).toEqual([['cluster'], ['cluster']])
    expect(summaries(at('log', 0), at('http', 2_000))).toEqual([['http'], ['http']])
    expect(summaries(known, at('long after', -2_000))).toEqual(Array(2).fill(['cluster', 'long after']))
    expect(summaries(known, at('another kind', 4_000, { kind: 'release' }))).toEqual(
      Array(2).fill(['another kind', 'cluster']),
    )
    expect(summaries(known, at('cluster too', 3_000, { isHearsay: false }))).toEqual(
      Array(2).fill(['cluster', 'cluster too']),
    )
  })

  it('between two looks are only told of the same system', () => {
    const other = { at: 1, instances: [instance('a', '1', 1, 'another')] }
    expect(readChanges([released], now, other)).toEqual([])
    expect(readChanges([released], now, undefined)).toEqual([])
  })
})
