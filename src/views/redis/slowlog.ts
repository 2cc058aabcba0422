import type { Row, TableDraft } from '../../core/table.ts'
import { defineView } from '../../core/view.ts'
import type { PerNode } from '../../facts/redis/per-node.ts'
import { type SlowEntry, type Slowlog, slowlog as slowlogFacts, walksEverything } from '../../facts/redis/slowlog.ts'
import { serverColumn, unaskedNotes } from './servers.ts'

/** What took long, by command and kind of key, and by whom. */
export const slowlog = defineView({
  id: 'redis.slowlog',
  reads: { slowlog: slowlogFacts },
  params: {},
  show: ({ slowlog }) => {
    const entries = slowlog.nodes.flatMap(({ address, value }) =>
      value.entries.map((entry) => ({ ...entry, server: address })),
    )
    return [byCommand(entries, slowlog), ...(entries.length === 0 ? [] : [newest(entries)])]
  },
})

type Entry = SlowEntry & { readonly server: string }

function byCommand(entries: readonly Entry[], facts: PerNode<Slowlog>): TableDraft {
  const alike = Map.groupBy(entries, ({ command, key, client, from }) => JSON.stringify([command, key, client, from]))
  const rows = [...alike.values()].flatMap((members): Row[] => {
    const [first] = members
    if (first === undefined) return []
    const took = members.map(({ tookMs }) => tookMs)
    const total = took.reduce((sum, each) => sum + each, 0)
    return [
      {
        ...{ command: first.command, key: first.key ?? '', client: first.client, from: first.from },
        ...{ calls: members.length, longest: Math.max(...took), mean: total / members.length },
        newest: Math.min(...members.map(({ ageMs }) => ageMs)),
        everything: walksEverything(first.command),
      },
    ]
  })
  const longest = Math.max(0, ...entries.map(({ tookMs }) => tookMs))
  return {
    title:
      entries.length === 0
        ? 'no command in the slow log'
        : `${entries.length} command${entries.length === 1 ? '' : 's'} in the slow log, the longest took ${longest < 10 ? longest.toFixed(1) : Math.round(longest)} ms`,
    columns: [
      { id: 'command', label: 'command', kind: 'text', importance: 'key', shorten: 'never' },
      { id: 'key', label: 'key', kind: 'text' },
      { id: 'calls', label: 'calls', kind: 'count', importance: 'key' },
      { id: 'longest', label: 'longest', kind: 'milliseconds', importance: 'key' },
      { id: 'mean', label: 'mean', kind: 'milliseconds' },
      { id: 'newest', label: 'last', kind: 'age' },
      { id: 'client', label: 'client', kind: 'text' },
      { id: 'from', label: 'from', kind: 'text' },
      { id: 'everything', label: 'walks all', kind: 'flag', importance: 'extra' },
    ],
    rows: rows.toSorted((left, right) => Number(right.longest) - Number(left.longest)),
    notes: [
      ...unaskedNotes(facts),
      'every other command waits while one of these runs; the newest 128 of each server, by slowlog-log-slower-than',
    ],
  }
}

function newest(entries: readonly Entry[]): TableDraft {
  return {
    title: 'one by one, the newest first',
    columns: [
      { id: 'ageMs', label: 'ago', kind: 'age', importance: 'key' },
      { id: 'tookMs', label: 'took', kind: 'milliseconds', importance: 'key' },
      { id: 'command', label: 'command', kind: 'text', importance: 'key', shorten: 'never' },
      { id: 'key', label: 'key', kind: 'text' },
      { id: 'client', label: 'client', kind: 'text' },
      { id: 'from', label: 'from', kind: 'text' },
      { ...serverColumn, importance: 'extra' },
      { id: 'id', label: 'id', kind: 'number', importance: 'extra' },
    ],
    rows: entries
      .toSorted((left, right) => left.ageMs - right.ageMs)
      .map(({ id, ageMs, tookMs, command, key, client, from, server }) => ({
        ...{ ageMs, tookMs, command, key: key ?? '', client, from, server, id },
      })),
  }
}
