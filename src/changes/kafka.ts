import { type ChangeDraft, type ChangeReading, defineChanges } from '../core/change.ts'
import type { Sighting } from '../core/look.ts'
import { type Cluster, cluster } from '../facts/kafka/cluster.ts'
import { hasNoMembers } from '../facts/kafka/groups.ts'
import { type Offsets, offsets } from '../facts/kafka/offsets.ts'
import { groupTarget, partitionName, someNames } from '../facts/kafka/partition-name.ts'
import { type PartitionState, type Partitions, partitions } from '../facts/kafka/partitions.ts'
import { type Progress, progressOf } from '../facts/kafka/positions.ts'

/** What became different on a Kafka cluster between two looks. Kafka keeps no times of it: it happened before the later look. */
export const kafkaChanges: readonly ChangeReading[] = [
  defineChanges({ id: 'kafka.brokers', reads: cluster, observe: brokersChanged }),
  defineChanges({ id: 'kafka.controller', reads: cluster, observe: controllerChanged }),
  defineChanges({ id: 'kafka.leaders', reads: partitions, observe: leadersMoved }),
  defineChanges({ id: 'kafka.offsets', reads: offsets, observe: offsetsSet }),
]

function brokersChanged({ value, earlier, at }: Sighting<Cluster>): readonly ChangeDraft[] {
  if (earlier === undefined) return []
  const now = new Set(value.brokers.map(({ id }) => id))
  const then = new Set(earlier.value.brokers.map(({ id }) => id))
  const left = [...then].filter((id) => !now.has(id)).map((id) => `broker ${id} left the cluster`)
  const joined = [...now].filter((id) => !then.has(id)).map((id) => `broker ${id} joined the cluster`)
  return [...left, ...joined].map((summary) => ({ at, kind: 'membership', summary }))
}

function controllerChanged({ value, earlier, at }: Sighting<Cluster>): readonly ChangeDraft[] {
  const [now, then] = [value.controller, earlier?.value.controller ?? null]
  if (now === null || then === null || (now.id === then.id && now.epoch === then.epoch)) return []
  const summary =
    now.id === then.id
      ? `the controller ${now.id} was elected again`
      : `the controller moved from node ${then.id} to node ${now.id}`
  return [{ at, kind: 'failover', summary }]
}

interface Move extends PartitionState {
  readonly from: number | null
}

function leadersMoved({ value, earlier, at }: Sighting<Partitions>): readonly ChangeDraft[] {
  if (earlier === undefined) return []
  const before = new Map(earlier.value.partitions.map((state) => [partitionName(state), state]))
  const moves = value.partitions.flatMap((state): Move[] => {
    const then = before.get(partitionName(state))
    const elected = then !== undefined && (then.leader !== state.leader || then.leaderEpoch < state.leaderEpoch)
    return elected ? [{ ...state, from: then.leader }] : []
  })
  return [...Map.groupBy(moves, ({ from, leader }) => `${from} ${leader}`).values()].map((same) => ({
    at,
    kind: 'failover',
    summary: `${count(same.length, 'partition')} ${movement(same)}: ${someNames(same)}`,
  }))
}

function movement([first]: readonly Move[]): string {
  const { from = null, leader = null } = first ?? {}
  if (leader === null) return `lost their leader, broker ${from}`
  if (from === null) return `got broker ${leader} as leader again`
  return from === leader ? `elected broker ${leader} again` : `moved their leader from broker ${from} to ${leader}`
}

/** Positions of a group go back only when somebody sets them, and move at all without members only then. */
function offsetsSet({ value, earlier, at, target }: Sighting<Offsets>): readonly ChangeDraft[] {
  if (earlier === undefined) return []
  return value.groups.flatMap((group) => {
    const then = earlier.value.groups.find((candidate) => candidate.group === group.group)
    const unattended = hasNoMembers(group) && then !== undefined && hasNoMembers(then)
    const set = progressOf(value, group, earlier).filter(({ advanced }) => advanced < 0 || (unattended && advanced > 0))
    if (set.length === 0) return []
    return [{ at, kind: 'offsets', target: groupTarget(target, group.group), summary: resetSummary(group.group, set) }]
  })
}

function resetSummary(group: string, set: readonly Progress[]): string {
  const back = set.filter(({ advanced }) => advanced < 0)
  const records = (all: readonly Progress[]) => all.reduce((sum, { advanced }) => sum + Math.abs(advanced), 0)
  const shown = back.length > 0 ? back : set
  const way = back.length > 0 ? 'back' : 'forward'
  return `the position of ${group} was set ${way} by ${records(shown)} records on ${someNames(shown)}`
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`
}
