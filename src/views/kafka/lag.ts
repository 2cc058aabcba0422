import type { Earlier } from '../../core/look.ts'
import { defineView } from '../../core/view.ts'
import type { GroupWish } from '../../facts/kafka/chosen-groups.ts'
import { type Groups, groupsOf } from '../../facts/kafka/groups.ts'
import { type Offsets, offsetsOf } from '../../facts/kafka/offsets.ts'
import { positionsOf, progressOf } from '../../facts/kafka/positions.ts'
import { type GroupLag, groupTable } from './group-table.ts'
import { partitionTable, topicTable } from './position-tables.ts'

/** How far groups are behind: by group, by topic, and for few groups by partition. */
export const lagView = (groups: GroupWish['groups']) => {
  const wish = { groups, most: MOST_GROUPS }
  return defineView({
    id: 'kafka.lag',
    reads: { offsets: offsetsOf(wish), groups: groupsOf(wish) },
    params: {},
    show(facts, { earlier }) {
      const lags = lagsOf(facts.offsets, facts.groups, earlier.offsets)
      const alone = lags.length <= FEW_GROUPS
      return [
        groupTable(lags, facts.offsets, facts.groups),
        topicTable(lags),
        ...(alone ? [partitionTable(lags)] : []),
      ].filter(({ rows }, index) => index === 0 || rows.length > 0)
    },
  })
}

/** Ten megabytes of facts, and one request for each coordinator. */
const MOST_GROUPS = 5000

/** More groups than that are looked at one by one by those who want to see partitions. */
const FEW_GROUPS = 3

function lagsOf(offsets: Offsets, described: Groups, before: Earlier<Offsets> | undefined): readonly GroupLag[] {
  const descriptions = new Map(described.groups.map((group) => [group.id, group]))
  const lags = offsets.groups.map((group) => ({
    group,
    described: descriptions.get(group.group),
    positions: positionsOf(offsets, group),
    progress: before === undefined ? [] : progressOf(offsets, group, before),
    elapsedMs: before?.elapsedMs,
  }))
  return lags.toSorted((left, right) => waiting(right) - waiting(left))
}

function waiting({ positions }: Pick<GroupLag, 'positions'>): number {
  return positions.reduce((sum, position) => sum + position.waiting, 0)
}

/** Of all groups. */
export const lag = lagView(null)
