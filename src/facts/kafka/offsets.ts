import type { GroupType, KafkaClient, ListedGroup, PartitionOffset } from '../../clients/kafka/client.ts'
import { defineFacts } from '../../core/facts.ts'
import { maskName } from '../../core/mask.ts'
import { compareText } from '../../core/order.ts'
import { type GroupWish, usualGroups, visibleGroups } from './chosen-groups.ts'
import { type PartitionName, partitionName } from './partition-name.ts'

/** How far groups have read, and where logs begin and end. Read in this order, so that a lag is never negative by the time between. */
export interface Offsets {
  readonly groups: readonly GroupOffsets[]
  readonly logs: readonly LogOffsets[]
  /** The oldest open transaction on partitions where one holds back readers; null where it may not be asked. */
  readonly transactions: readonly HoldingTransaction[] | null
  /** Configured groups that no coordinator knows. */
  readonly missing: readonly string[]
  /** Configured groups that may not be described. */
  readonly forbidden: readonly string[]
  /** Partitions left out because there were too many. */
  readonly omitted: number
}

export interface GroupOffsets {
  readonly group: string
  readonly type: GroupType
  readonly state: string | null
  readonly configured: boolean
  /** Null where they may not be read. A partition without a committed position has null: the consumer's own setting decides where it begins. */
  readonly committed: readonly Committed[] | null
}

interface Committed extends PartitionName {
  readonly offset: number | null
}

export interface LogOffsets extends PartitionName {
  /** First record kept. */
  readonly start: number
  /** After the last replicated record (high watermark). */
  readonly end: number
  /** After the last record that readers of committed transactions may see; below `end` while a transaction is open. */
  readonly stable: number
}

export interface HoldingTransaction extends PartitionName {
  readonly firstOffset: number
  readonly producerId: string
  readonly idleMs: number
}

/** Distinct partitions whose logs are asked for at most; about a megabyte of facts. */
const MOST_PARTITIONS = 10_000

export const offsetsOf = (wish: GroupWish) =>
  defineFacts<Offsets, KafkaClient>({
    id: 'kafka.offsets',
    system: 'kafka',
    cost: 'cheap',
    async collect(client, { signal }) {
      const { list, chosen } = await visibleGroups(client, wish, signal)
      const committed = await client.committed(chosen, signal)
      const groups = chosen.map((group) => groupOffsets(client, group, committed.get(group.id) ?? null))
      const wanted = distinct(groups.flatMap((group) => group.committed ?? []))
      const asked = wanted.slice(0, MOST_PARTITIONS)
      const logs = await logsOf(client, asked, signal)
      const held = logs.filter((log) => log.stable < log.end)
      return {
        groups,
        logs,
        transactions: held.length === 0 ? [] : await client.openTransactions(held, signal),
        missing: list.missing,
        forbidden: list.forbidden,
        omitted: wanted.length - asked.length,
      }
    },
  })

export const offsets = offsetsOf(usualGroups)

async function logsOf(client: KafkaClient, asked: readonly PartitionName[], signal: AbortSignal) {
  const [starts, ends, stables] = await Promise.all([
    client.logOffsets(asked, 'start', signal).then(byName),
    client.logOffsets(asked, 'end', signal).then(byName),
    client.logOffsets(asked, 'stable', signal).then(byName),
  ])
  return asked.flatMap(({ topic, partition }): LogOffsets[] => {
    const name = partitionName({ topic, partition })
    const [start, end, stable] = [starts.get(name), ends.get(name), stables.get(name)]
    if (start === undefined || end === undefined || stable === undefined) return []
    return [{ topic, partition, start, end: Math.max(end, stable), stable }]
  })
}

function groupOffsets(
  { cluster, scope }: KafkaClient,
  { id, type, state }: ListedGroup,
  committed: readonly PartitionOffset[] | null,
): GroupOffsets {
  const configured = scope.groups?.includes(id) ?? false
  return { group: maskName(id), type, state, configured, committed: committed && withGaps(cluster.topics, committed) }
}

/** All partitions of the topics that the group has committed for, so that one it never got past is seen, too. */
function withGaps(
  topics: KafkaClient['cluster']['topics'],
  committed: readonly PartitionOffset[],
): readonly Committed[] {
  const known = new Set(committed.map(partitionName))
  const used = new Set(committed.map(({ topic }) => topic))
  const gaps = topics
    .filter(({ name }) => used.has(name))
    .flatMap(({ name, partitions }) => partitions.map(({ partition }) => ({ topic: name, partition, offset: null })))
    .filter((partition) => !known.has(partitionName(partition)))
  return [...committed, ...gaps].toSorted(
    (left, right) => compareText(left.topic, right.topic) || left.partition - right.partition,
  )
}

function distinct(partitions: readonly Committed[]): readonly PartitionName[] {
  const named = new Map(
    partitions.map(({ topic, partition }) => [partitionName({ topic, partition }), { topic, partition }]),
  )
  return [...named.values()]
}

function byName(listed: readonly PartitionOffset[]): ReadonlyMap<string, number> {
  return new Map(listed.map((each) => [partitionName(each), each.offset]))
}
