import type { Check } from '../../../src/core/check.ts'
import type { InstanceFacts, Look } from '../../../src/core/look.ts'
import type { Cluster } from '../../../src/facts/kafka/cluster.ts'
import type { Group } from '../../../src/facts/kafka/groups.ts'
import type { GroupOffsets, HoldingTransaction, LogOffsets, Offsets } from '../../../src/facts/kafka/offsets.ts'
import type { PartitionState, Partitions } from '../../../src/facts/kafka/partitions.ts'

/** One partition of the topic `orders` by number: what was committed, and its log. */
export type Row = readonly [committed: number | null, end: number, more?: Partial<LogOffsets>]

export interface Shown {
  readonly group?: Partial<GroupOffsets & Group>
  readonly rows?: readonly Row[]
  readonly offsets?: Partial<Offsets>
  readonly transactions?: readonly HoldingTransaction[] | null
  readonly partitions?: readonly Partial<PartitionState>[]
  readonly minIsr?: number | null
  readonly serviceTopics?: readonly string[] | null
  readonly cluster?: Partial<Cluster>
}

const target = { system: 'kafka', kind: 'cluster', name: 'events' } as const

/** A look `seconds` after noon at a cluster of three brokers; what is left out is as on a healthy one whose group keeps up. */
export function look(shown: Shown = {}, seconds = 0): Look {
  const at = Date.UTC(2026, 0, 1, 12) + seconds * 1000
  const observations = {
    'kafka.cluster': { at, value: cluster(shown) },
    'kafka.partitions': { at, value: partitions(shown) },
    'kafka.groups': { at, value: groups(shown) },
    'kafka.offsets': { at, value: offsets(shown) },
  }
  const instance: InstanceFacts = { system: 'kafka', target, vantage: 'operator', identity: 'id', observations }
  return { at, instances: [instance] }
}

/** The answer in one line: `ok`, `again`, `unknown: …`, or severity and summary of the findings. */
export function answerOf(check: Check, now: Look, before?: Look, params = {}): string {
  const [instance] = now.instances
  if (instance === undefined) throw new Error('nothing was looked at')
  const { answer, findings, reason, wantsSecondLook } = check.ask(instance, before, params)
  if (wantsSecondLook) return 'again'
  if (answer !== 'found') return reason === null ? answer : `${answer}: ${reason}`
  return findings.map(({ severity, summary }) => `${severity}: ${summary}`).join('; ')
}

function cluster({ cluster: more = {} }: Shown): Cluster {
  const brokers = [1, 2, 3].map((id) => ({ id, host: `kafka-${id}`, port: 9092, rack: null, unasked: null }))
  const none = { missingTopics: [], forbiddenTopics: [] }
  return { id: 'id', controller: { id: 1, epoch: 4 }, brokers, topics: 1, partitions: 3, ...none, ...more }
}

function partitions({ partitions: some = [{}, {}, {}], minIsr = 2, serviceTopics = null }: Shown): Partitions {
  const states = some.map((more, partition) => ({
    ...{ topic: 'orders', partition, leader: 1, leaderEpoch: 7 },
    ...{ replicas: [1, 2, 3], isr: [1, 2, 3], offline: [] },
    ...more,
  }))
  const behind = states.filter(({ isr, replicas }) => isr.length < replicas.length)
  const counts = {
    all: states.length,
    offline: states.filter(({ leader }) => leader === null).length,
    underReplicated: behind.length,
    underMinIsr: states.filter(({ leader, isr }) => leader !== null && minIsr !== null && isr.length < minIsr).length,
    unknownMinIsr: minIsr === null ? behind.length : 0,
  }
  const topics = [...new Set(states.map(({ topic }) => topic))]
  return {
    ...{ counts, listed: 'all', partitions: states, load: [], serviceTopics },
    minIsr: Object.fromEntries(topics.map((topic) => [topic, minIsr])),
  }
}

function groups({ group = {} }: Shown) {
  const members = [{ id: 'a1', clientId: 'user-service', host: '10.0.0.7', instanceId: null }]
  const one = { id: 'user-service', type: 'classic', state: 'Stable', assignor: 'range', epoch: null, configured: true }
  return { groups: [{ ...one, members, ...group }], total: 1, missing: [], forbidden: [], brokersUnasked: [] }
}

const keepingUp: readonly Row[] = [
  [100, 100],
  [90, 90],
  [80, 80],
]

function offsets({ group = {}, rows = keepingUp, transactions = [], offsets: more = {} }: Shown): Offsets {
  const committed = rows.map(([offset], partition) => ({ topic: 'orders', partition, offset }))
  const logs = rows.map(([, end, log = {}], partition) => ({
    ...{ topic: 'orders', partition, start: 0, end, stable: end },
    ...log,
  }))
  const { state = 'Stable', type = 'classic', configured = true, committed: given = committed } = group
  const one: GroupOffsets = { group: 'user-service', type, state, configured, committed: given }
  return { groups: [one], logs, transactions, missing: [], forbidden: [], omitted: 0, ...more }
}
