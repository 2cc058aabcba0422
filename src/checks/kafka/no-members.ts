import { defineCheck } from '../../core/check.ts'
import type { FindingDraft } from '../../core/finding.ts'
import { unknownSince } from '../../core/since.ts'
import type { Target } from '../../core/target.ts'
import { hasNoMembers } from '../../facts/kafka/groups.ts'
import { type GroupOffsets, type Offsets, offsets } from '../../facts/kafka/offsets.ts'
import { groupTarget } from '../../facts/kafka/partition-name.ts'
import {
  groupBefore,
  type Progress,
  positionsOf,
  progressOf,
  totalWaiting,
  worstBehindMs,
} from '../../facts/kafka/positions.ts'

/** Records wait for a group that nobody consumes for. */
export const noMembers = defineCheck({
  id: 'kafka.no-members',
  kind: 'condition',
  reads: { offsets },
  // A group that nobody configured and that has read nothing for a day was given up, not lost.
  params: { abandonedHours: 24 },
  run({ offsets: now }, { target, earlier, params }) {
    const empty = now.groups.filter((group) => hasNoMembers(group) && totalWaiting(positionsOf(now, group)) > 0)
    const before = earlier.offsets
    // Empty now and not before may be a restart between two of its members.
    const lasting = empty.filter(({ group }) => before !== undefined && wasEmpty(before.value, group))
    const found = lasting.flatMap((group) => {
      const waiting = totalWaiting(positionsOf(now, group))
      return judge(group, waiting, before ? progressOf(now, group, before) : [], target, params)
    })
    const [recent] = empty.filter((group) => !lasting.includes(group)).toSorted(configuredFirst)
    if (found.length > 0 || recent === undefined) return found
    return {
      lookAgain: `${recent.group} has no members at this moment and records wait: a second look tells whether it is back`,
    }
  },
})

function wasEmpty(before: Offsets, group: string): boolean {
  const then = groupBefore(before, group)
  return then !== undefined && hasNoMembers(then)
}

function configuredFirst(left: GroupOffsets, right: GroupOffsets): number {
  return Number(right.configured) - Number(left.configured)
}

function judge(
  group: GroupOffsets,
  waiting: number,
  all: readonly Progress[],
  cluster: Target,
  { abandonedHours }: { readonly abandonedHours: number },
): readonly FindingDraft[] {
  const arrived = all.reduce((sum, each) => sum + each.arrived, 0)
  const behindMs = worstBehindMs(all)
  const givenUp = behindMs === null || behindMs > abandonedHours * 3_600_000
  if (!group.configured && givenUp) return []
  const elapsedMs = all[0]?.elapsedMs ?? 0
  const growth = arrived > 0 ? `${arrived} more in ${Math.round(elapsedMs / 1000)} s` : 'none arrives'
  return [
    {
      severity: group.configured && arrived > 0 ? 'critical' : 'warning',
      target: groupTarget(cluster, group.group),
      summary: `nobody consumes for ${group.group}: ${waiting} records wait, ${growth}`,
      since: unknownSince,
      evidence: {
        ...{ group: group.group, state: group.state, configured: group.configured },
        ...{ waiting, arrived, elapsedMs, behindMs },
      },
    },
  ]
}
