import type { Row, TableDraft } from '../../core/table.ts'
import { defineView } from '../../core/view.ts'
import { type Commands, commands, commandsBetween } from '../../facts/redis/commands.ts'
import { type Frequencies, type FrequencyShape, frequenciesUnder, HOT_FROM } from '../../facts/redis/frequencies.ts'
import { type NodePair, type PerNode, pairNodes } from '../../facts/redis/per-node.ts'
import type { KeyWish } from '../../facts/redis/walk.ts'
import { ofServer, unaskedNotes } from './servers.ts'
import { byShape, isWhole, seenText, walkNotes } from './walked.ts'

/** Which keys are used most, as far as Redis counts it, and which commands keep a server busy. */
export const hotView = (wish: KeyWish) =>
  defineView({
    id: 'redis.hot',
    reads: { commands },
    alsoReads: { frequencies: frequenciesUnder(wish) },
    params: {},
    show: ({ commands, frequencies }, { earlier }) => [
      ...(frequencies === undefined ? [] : [hotKeys(frequencies, wish.prefix)]),
      ...pairNodes(commands, earlier.commands).map((server) => busyWith(server, commands)),
    ],
  })

function hotKeys(facts: PerNode<Frequencies>, prefix: string): TableDraft {
  const rows = byShape(facts)
    .map(rowOf)
    .toSorted((left, right) => right.highest - left.highest || right.mean - left.mean)
  const hot = rows.reduce((all, row) => all + row.hot, 0)
  return {
    title: `${hot} hot ${hot === 1 ? 'key' : 'keys'} (counter from ${HOT_FROM} on) ${isWhole(facts) ? 'among' : 'in a sample:'} ${seenText(facts, prefix)}`,
    columns: [
      { id: 'shape', label: 'names', kind: 'text', importance: 'key', shorten: 'middle' },
      { id: 'highest', label: 'highest', kind: 'number', importance: 'key' },
      { id: 'mean', label: 'mean', kind: 'number' },
      { id: 'hot', label: 'hot keys', kind: 'count', importance: 'key' },
      { id: 'keys', label: 'keys', kind: 'count' },
    ],
    rows,
    notes: [
      ...walkNotes(facts),
      'the counter is logarithmic (0 to 255; with the usual settings 10 is about 100 uses, 142 about 100,000) and falls while a key is not used',
    ],
  }
}

type ShapeRow = Row & { readonly highest: number; readonly mean: number; readonly hot: number }

function rowOf(members: readonly [FrequencyShape, ...FrequencyShape[]]): ShapeRow {
  const [{ shape }] = members
  const add = (of: (each: FrequencyShape) => number) => members.reduce((all, each) => all + of(each), 0)
  const keys = add((each) => each.keys)
  return {
    ...{ shape, keys, hot: add((each) => each.hot), mean: add((each) => each.total) / keys },
    highest: Math.max(...members.map(({ highest }) => highest)),
  }
}

function busyWith(server: NodePair<Commands>, facts: PerNode<Commands>): TableDraft {
  const between = commandsBetween(server)
  const elapsedMs = server.earlier?.elapsedMs
  const total = between.reduce((all, { tookMs }) => all + tookMs, 0)
  const since =
    elapsedMs === undefined ? 'since the start or CONFIG RESETSTAT' : `in the last ${Math.round(elapsedMs / 1000)} s`
  return {
    title: `${ofServer(facts, server.address)}commands by the time they took ${since}`,
    columns: [
      { id: 'command', label: 'command', kind: 'text', importance: 'key', shorten: 'never' },
      { id: 'calls', label: 'calls', kind: 'count', importance: 'key' },
      { id: 'rate', label: 'rate', kind: 'rate' },
      { id: 'share', label: 'of time', kind: 'share', importance: 'key' },
      { id: 'mean', label: 'each', kind: 'milliseconds' },
      { id: 'took', label: 'took', kind: 'milliseconds', importance: 'extra' },
      { id: 'failed', label: 'failed', kind: 'count', importance: 'extra' },
    ],
    rows: between
      .toSorted((left, right) => right.tookMs - left.tookMs)
      .map(({ command, calls, tookMs, failed }) => ({
        ...{ command, calls, share: total === 0 ? 0 : tookMs / total, mean: tookMs / calls, took: tookMs, failed },
        ...(elapsedMs !== undefined && { rate: (calls / elapsedMs) * 1000 }),
      })),
    notes: unaskedNotes(facts),
  }
}

/** Of a sample of all keys. */
export const hot = hotView({ prefix: '', words: false })
