import { defineCheck } from '../../core/check.ts'
import type { FindingDraft } from '../../core/finding.ts'
import { unknownSince } from '../../core/since.ts'
import { hasNoMembers } from '../../facts/kafka/groups.ts'
import { offsets } from '../../facts/kafka/offsets.ts'
import { groupTarget, partitionName, someNames } from '../../facts/kafka/partition-name.ts'
import { type Position, positionsOf } from '../../facts/kafka/positions.ts'

const EXAMPLES = 20

/** Records were deleted before the group read them: its consumers begin elsewhere, as their auto.offset.reset says. */
export const committedBehindLogStart = defineCheck({
  id: 'kafka.committed-behind-log-start',
  kind: 'condition',
  reads: { offsets },
  params: { lost: 1 },
  run({ offsets: now }, { target, params }) {
    return now.groups.flatMap((group): FindingDraft[] => {
      const positions = positionsOf(now, group).filter((position) => lostOn(position) >= params.lost)
      const idle = hasNoMembers(group)
      // Groups given up stay in the list for days (offsets.retention.minutes) while their topics' records expire.
      if (positions.length === 0 || (idle && !group.configured)) return []
      const lost = positions.reduce((sum, position) => sum + lostOn(position), 0)
      return [
        {
          severity: group.configured && !idle ? 'critical' : 'warning',
          target: groupTarget(target, group.group),
          summary: `${lost} records were deleted before ${group.group} read them, on ${someNames(positions)}`,
          since: unknownSince,
          evidence: {
            ...{ group: group.group, state: group.state, configured: group.configured, lost },
            partitions: positions.slice(0, EXAMPLES).map((each) => ({
              ...{ partition: partitionName(each), committed: each.committed, logStart: each.start },
            })),
          },
        },
      ]
    })
  },
})

function lostOn({ committed, start }: Position): number {
  return committed === null ? 0 : Math.max(0, start - committed)
}
