import { type CheckResult, defineCheck } from '../../core/check.ts'
import type { FindingDraft } from '../../core/finding.ts'
import { unknownSince } from '../../core/since.ts'
import type { Target } from '../../core/target.ts'
import { hasNoMembers } from '../../facts/kafka/groups.ts'
import { type GroupOffsets, type Offsets, offsets } from '../../facts/kafka/offsets.ts'
import { groupPartitionTarget, partitionName } from '../../facts/kafka/partition-name.ts'
import { type Position, type Progress, positionsOf, progressOf } from '../../facts/kafka/positions.ts'
import { type Stalls, stallsOf } from '../../facts/kafka/stalled.ts'

interface Limits {
  readonly commitSeconds: number
  readonly behindSeconds: number
  readonly surelyBehindSeconds: number
  readonly longWindowSeconds: number
  readonly suspiciousWaiting: number
  readonly skewedWaiting: number
}

/** A live group that does not get past one record of one partition while it gets on elsewhere: the signature of a record it cannot process. */
export const stuckPartition = defineCheck({
  id: 'kafka.stuck-partition',
  kind: 'condition',
  reads: { offsets },
  params: {
    // auto.commit.interval.ms of Kafka's consumer.
    commitSeconds: 5,
    // Three missed commits.
    behindSeconds: 15,
    // A slow batch may take longer than a commit interval; these are long enough to be sure (Burrow: three samples in 30 s).
    surelyBehindSeconds: 60,
    longWindowSeconds: 30,
    // Worth a second look: more than a healthy consumer leaves between two commits, or more than its other partitions by far.
    suspiciousWaiting: 1000,
    skewedWaiting: 10,
  },
  run({ offsets: now }, { target, earlier, params }) {
    const live = now.groups.filter((group) => !hasNoMembers(group))
    const before = earlier.offsets
    if (before === undefined) return suspicion(now, live, params)
    return live.flatMap((group) => stuck(group, stallsOf(progressOf(now, group, before), params), target, params))
  },
})

function suspicion(now: Offsets, live: readonly GroupOffsets[], limits: Limits): CheckResult {
  const group = live.find((each) => isSuspicious(positionsOf(now, each), limits))
  return group === undefined
    ? []
    : { lookAgain: `records wait for ${group.group}: a second look tells whether it gets on` }
}

function isSuspicious(positions: readonly Position[], { suspiciousWaiting, skewedWaiting }: Limits): boolean {
  const waits = positions.map(({ waiting }) => waiting).toSorted((left, right) => left - right)
  const most = waits.at(-1) ?? 0
  const median = waits[Math.floor((waits.length - 1) / 2)] ?? 0
  return most >= suspiciousWaiting || (waits.length > 1 && most >= skewedWaiting && most > 4 * (median + 1))
}

/** Several stalled partitions while nothing moves are a stopped group, which is the business of `kafka.group-lag`. */
function stuck(
  group: GroupOffsets,
  { stalled, moving }: Stalls,
  cluster: Target,
  limits: Limits,
): readonly FindingDraft[] {
  if (moving.length === 0 && stalled.length !== 1) return []
  return stalled.map((progress) => finding(group, progress, moving.length, cluster, limits))
}

function finding(
  { group, configured, state }: GroupOffsets,
  progress: Progress,
  moving: number,
  cluster: Target,
  limits: Limits,
): FindingDraft {
  const { committed, arrived, advanced, elapsedMs, behindMs } = progress
  const waiting = committed === null ? arrived : progress.waiting
  const sure = elapsedMs >= limits.longWindowSeconds * 1000 || (behindMs ?? 0) >= limits.surelyBehindSeconds * 1000
  const others = moving > 0 ? `, while ${moving} other partitions move on` : ''
  const at = committed === null ? 'before its first commit' : `at offset ${committed}`
  return {
    severity: configured && sure ? 'critical' : 'warning',
    target: groupPartitionTarget(cluster, group, progress),
    summary: `${group} is stuck on ${partitionName(progress)} ${at}: ${waiting} records wait${others}`,
    since: unknownSince,
    evidence: {
      ...{ group, topic: progress.topic, partition: progress.partition, committed, logEnd: progress.end, waiting },
      ...{ arrived, advanced, elapsedMs, behindMs, othersMoving: moving, state, configured },
    },
  }
}
