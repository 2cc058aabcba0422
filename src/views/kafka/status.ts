import { aspectTable } from '../../core/aspect-table.ts'
import type { Amount, Row, TableDraft } from '../../core/table.ts'
import { defineView } from '../../core/view.ts'
import { type Cluster, cluster } from '../../facts/kafka/cluster.ts'
import { type Groups, groupsOf, hasNoMembers, isRebalancing } from '../../facts/kafka/groups.ts'
import {
  isOffline,
  isUnderMinIsr,
  isUnderReplicated,
  type PartitionState,
  type Partitions,
  partitions,
} from '../../facts/kafka/partitions.ts'

const checks = {
  offline: 'kafka.offline-partitions',
  minIsr: 'kafka.under-min-isr',
  replicas: 'kafka.under-replicated',
  rebalances: 'kafka.rebalance-storm',
}

type StateOf = (...checks: readonly string[]) => string | null

/** The brokers of a cluster with what they have to do, what is wrong with partitions, and how its groups are. */
export const status = defineView({
  id: 'kafka.status',
  reads: { cluster, partitions },
  alsoReads: { groups: groupsOf({ groups: null, most: 5000 }) },
  weighs: Object.values(checks),
  params: {},
  show: ({ cluster, partitions, groups }, { state }) => [
    brokers(cluster, partitions),
    aspects(cluster, partitions, groups, state),
    ...sick(partitions),
  ],
})

function brokers(
  { brokers, controller, topics, missingTopics, forbiddenTopics }: Cluster,
  seen: Partitions,
): TableDraft {
  const known = new Set(brokers.map(({ id }) => id))
  const gone = seen.load.filter(({ broker }) => !known.has(broker))
  const unreached = brokers.flatMap(({ unasked }) => unasked ?? [])
  return {
    title: `${brokers.length} ${brokers.length === 1 ? 'broker' : 'brokers'} up, ${topics} ${topics === 1 ? 'topic' : 'topics'}, ${seen.counts.all} partitions`,
    columns: [
      { id: 'broker', label: 'broker', kind: 'number', importance: 'key' },
      { id: 'address', label: 'address', kind: 'text', importance: 'key', shorten: 'middle' },
      { id: 'up', label: 'up', kind: 'flag' },
      { id: 'controller', label: 'controller', kind: 'flag', importance: 'extra' },
      { id: 'leads', label: 'leads', kind: 'count' },
      { id: 'replicas', label: 'replicas', kind: 'count' },
      { id: 'outOfSync', label: 'out of sync', kind: 'count' },
      { id: 'rack', label: 'rack', kind: 'text', importance: 'extra' },
    ],
    rows: [
      ...brokers.map(({ id, host, port, rack }) => ({
        ...{ broker: id, address: `${host}:${port}`, up: true, rack: rack ?? '' },
        controller: controller === null ? null : controller.id === id,
        ...loadOf(seen, id),
      })),
      ...gone.map(({ broker }) => ({ broker, up: false, ...loadOf(seen, broker) })),
    ],
    notes: [
      ...unreached,
      ...(missingTopics.length === 0 ? [] : [`configured topics that do not exist: ${missingTopics.join(', ')}`]),
      ...(forbiddenTopics.length === 0 ? [] : [`topics that may not be described: ${forbiddenTopics.join(', ')}`]),
    ],
  }
}

function loadOf({ load }: Partitions, broker: number): Row {
  const { leads, replicas, outOfSync } = load.find((each) => each.broker === broker) ?? {}
  return { leads: leads ?? null, replicas: replicas ?? null, outOfSync: outOfSync ?? null }
}

function aspects(cluster: Cluster, { counts }: Partitions, groups: Groups | undefined, state: StateOf): TableDraft {
  const { offline, underReplicated, underMinIsr, unknownMinIsr } = counts
  const unreached = cluster.brokers.filter(({ unasked }) => unasked !== null).length
  const rows = [
    aspect('offline partitions', offline, 'without a leader: neither read nor written', state(checks.offline)),
    aspect(
      'under min.insync.replicas',
      unknownMinIsr > 0 && underMinIsr === 0 ? null : underMinIsr,
      'writes with acks=all are refused',
      state(checks.minIsr),
    ),
    aspect('under-replicated', underReplicated, 'fewer copies in sync than there should be', state(checks.replicas)),
    aspect('brokers', unreached, 'up, and not reachable from here', unreached > 0 ? 'unknown' : 'ok'),
    aspect('groups', groups?.total ?? null, 'may be seen', null),
    aspect(
      'rebalancing',
      numberOf(groups, isRebalancing),
      'groups that distribute partitions',
      state(checks.rebalances),
    ),
    aspect('without members', numberOf(groups, hasNoMembers), 'groups for which nobody consumes', null),
  ]
  return aspectTable(rows, { means: 'which are', note: 'who is behind: usrops kafka lag' })
}

/** A state that nothing judges does not apply. */
function aspect(name: string, amount: number | null, means: string, state: string | null): Row {
  const value: Amount = { amount, kind: 'count' }
  return { aspect: name, value, means, ...(state !== null && { state }) }
}

function numberOf(
  groups: Groups | undefined,
  is: (group: { readonly state: string | null }) => boolean,
): number | null {
  if (groups === undefined || groups.groups.some(({ state }) => state === null)) return null
  return groups.groups.filter(is).length
}

function sick({ partitions, minIsr, counts }: Partitions): readonly TableDraft[] {
  const rows = partitions
    .filter((each) => isOffline(each) || isUnderReplicated(each))
    .map((each) => ({ state: worst(each, minIsr), each }))
    .toSorted((left, right) => rank(left.state) - rank(right.state))
  if (rows.length === 0) return []
  return [
    {
      title: `${Math.max(rows.length, counts.underReplicated)} partitions lack replicas or a leader`,
      columns: [
        { id: 'partition', label: 'partition', kind: 'text', importance: 'key', shorten: 'middle' },
        { id: 'problem', label: 'problem', kind: 'text', importance: 'key', shorten: 'never' },
        { id: 'leader', label: 'leader', kind: 'number' },
        { id: 'inSync', label: 'in sync', kind: 'text', shorten: 'never' },
        { id: 'replicas', label: 'replicas', kind: 'text', shorten: 'never' },
        { id: 'minIsr', label: 'min isr', kind: 'number', importance: 'extra' },
      ],
      rows: rows.map(({ state, each: { topic, partition, leader, isr, replicas } }) => ({
        ...{ partition: `${topic}/${partition}`, problem: state, ...(leader !== null && { leader }) },
        ...{ inSync: isr.join(', '), replicas: replicas.join(', '), minIsr: minIsr[topic] ?? null },
      })),
      total: Math.max(rows.length, counts.underReplicated),
    },
  ]
}

const problems = ['no leader', 'refuses acks=all', 'under-replicated']

function worst(state: PartitionState, minIsr: Partitions['minIsr']): string {
  if (isOffline(state)) return 'no leader'
  return isUnderMinIsr(state, minIsr) ? 'refuses acks=all' : 'under-replicated'
}

function rank(problem: string): number {
  return problems.indexOf(problem)
}
