import { type CheckResult, defineCheck } from '../../core/check.ts'
import type { FindingDraft } from '../../core/finding.ts'
import { unknownSince } from '../../core/since.ts'
import type { Target } from '../../core/target.ts'
import { hasNoMembers } from '../../facts/kafka/groups.ts'
import { type GroupOffsets, type Offsets, offsets } from '../../facts/kafka/offsets.ts'
import { groupTarget, someNames } from '../../facts/kafka/partition-name.ts'
import { type Progress, positionsOf, progressOf, totalWaiting, worstBehindMs } from '../../facts/kafka/positions.ts'
import { stallsOf } from '../../facts/kafka/stalled.ts'

interface Limits {
  readonly commitSeconds: number
  readonly behindSeconds: number
  readonly longWindowSeconds: number
  readonly surelyBehindSeconds: number
  readonly waiting: number
  readonly warningBehindSeconds: number
  readonly criticalBehindSeconds: number
}

/** Burrow's words for what became of a group between two looks. */
type Status = 'STALL' | 'REWIND' | 'WARN'

/** A live group that processes nothing, or less than what arrives. */
export const groupLag = defineCheck({
  id: 'kafka.group-lag',
  kind: 'condition',
  reads: { offsets },
  params: {
    // As for kafka.stuck-partition: auto.commit.interval.ms, three missed commits, and what is long enough to be sure.
    commitSeconds: 5,
    behindSeconds: 15,
    longWindowSeconds: 30,
    surelyBehindSeconds: 60,
    // Far above what a healthy consumer leaves between two commits; Strimzi's example alert on lag alone says 1000.
    waiting: 100,
    // Half a minute late and growing; ten minutes late is seen by everybody.
    warningBehindSeconds: 30,
    criticalBehindSeconds: 600,
  },
  run({ offsets: now }, { target, earlier, params }) {
    const live = now.groups.filter((group) => !hasNoMembers(group))
    const before = earlier.offsets
    if (before === undefined) return atOneLook(now, live, params)
    const found = live.flatMap((group) => judge(group, progressOf(now, group, before), target, params))
    return found.length > 0 ? found : (unseen(now) ?? [])
  },
})

function atOneLook(now: Offsets, live: readonly GroupOffsets[], { waiting }: Limits): CheckResult {
  const late = live.find((group) => totalWaiting(positionsOf(now, group)) >= waiting)
  if (late === undefined) return unseen(now) ?? []
  return {
    lookAgain: `${totalWaiting(positionsOf(now, late))} records wait for ${late.group} at this moment: a second look tells whether it catches up`,
  }
}

function unseen({ forbidden, missing, groups }: Offsets): CheckResult | undefined {
  const refused = [...forbidden, ...groups.filter(({ committed }) => committed === null).map(({ group }) => group)]
  if (refused.length > 0)
    return { unknown: `the positions of ${refused.join(', ')} may not be read`, grant: 'ACL: DESCRIBE on the group' }
  if (missing.length > 0)
    return { unknown: `no broker that could be asked knows the configured group ${missing.join(', ')}` }
  return undefined
}

function judge(
  group: GroupOffsets,
  all: readonly Progress[],
  cluster: Target,
  limits: Limits,
): readonly FindingDraft[] {
  const { stalled, moving } = stallsOf(all, limits)
  const waiting = totalWaiting(all)
  const behind = (worstBehindMs(all) ?? 0) / 1000
  const elapsed = (all[0]?.elapsedMs ?? 0) / 1000
  // One stalled partition is the business of kafka.stuck-partition.
  if (stalled.length > 1 && moving.length === 0) {
    const sure = elapsed >= limits.longWindowSeconds || behind >= limits.surelyBehindSeconds
    const summary = `${group.group} has members and processes nothing: ${totalWaiting(stalled)} records wait on ${stalled.length} partitions (${someNames(stalled)})`
    return [finding('STALL', sure, summary, group, all, cluster)]
  }
  const back = all.filter(({ advanced }) => advanced < 0)
  if (back.length > 0 && waiting >= limits.waiting) {
    const summary = `${group.group} was set back on ${someNames(back)} and processes ${waiting} records, many again`
    return [finding('REWIND', false, summary, group, all, cluster)]
  }
  const grew = waiting > all.reduce((sum, each) => sum + each.waitingBefore, 0)
  if (!grew || waiting < limits.waiting || behind < limits.warningBehindSeconds) return []
  const summary = `${group.group} is too slow: ${waiting} records wait, ${Math.round(behind)} s of work behind, and more arrive than it processes`
  return [finding('WARN', behind >= limits.criticalBehindSeconds, summary, group, all, cluster)]
}

function finding(
  status: Status,
  bad: boolean,
  summary: string,
  { group, state, configured }: GroupOffsets,
  all: readonly Progress[],
  cluster: Target,
): FindingDraft {
  return {
    severity: bad && configured ? 'critical' : 'warning',
    target: groupTarget(cluster, group),
    summary,
    since: unknownSince,
    evidence: {
      ...{ status, group, state, configured, partitions: all.length, waiting: totalWaiting(all) },
      waitingBefore: all.reduce((sum, each) => sum + each.waitingBefore, 0),
      arrived: all.reduce((sum, each) => sum + each.arrived, 0),
      processed: all.reduce((sum, each) => sum + each.advanced, 0),
      behindMs: worstBehindMs(all),
      elapsedMs: all[0]?.elapsedMs ?? null,
    },
  }
}
