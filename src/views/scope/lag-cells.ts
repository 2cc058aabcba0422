import type { Case } from '../../core/judge.ts'
import type { Row } from '../../core/table.ts'
import { nodeKey, type Target } from '../../core/target.ts'
import { type Offsets, offsets } from '../../facts/kafka/offsets.ts'
import { positionsOf, totalWaiting } from '../../facts/kafka/positions.ts'
import { seenOn } from './instance-of.ts'

/** The records that wait for the groups of a service; left out where it needs no Kafka. */
export function lagCells(service: Target, { look, topology, services }: Case): Row {
  const direct = new Set(topology.node(service)?.dependsOn)
  const instances = look.instances.filter(({ system, target }) => system === 'kafka' && direct.has(nodeKey(target)))
  if (instances.length === 0) return {}
  const lags = instances.map((instance) => {
    const seen = seenOn(offsets, instance)
    const users = services.filter((each) => topology.node(each)?.dependsOn.includes(nodeKey(instance.target)))
    // Whose the groups are that several services share, nobody says.
    return seen === undefined || users.length > 1 ? null : lagOf(seen)
  })
  return { lag: sum(lags) }
}

/** Of the groups that the configuration names, else of all. */
function lagOf(seen: Offsets): number | null {
  const configured = seen.groups.filter((group) => group.configured)
  const groups = configured.length > 0 ? configured : seen.groups
  return sum(groups.map((group) => (group.committed === null ? null : totalWaiting(positionsOf(seen, group)))))
}

/** What is not known of one is not known of all. */
function sum(all: readonly (number | null)[]): number | null {
  return all.reduce((total, each) => (total === null || each === null ? null : total + each), 0)
}
