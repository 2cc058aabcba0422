import { type CheckResult, defineCheck } from '../../core/check.ts'
import type { FindingDraft } from '../../core/finding.ts'
import type { Earlier } from '../../core/look.ts'
import { lasting } from '../../core/since.ts'
import { part, type Target } from '../../core/target.ts'
import { hasNoMembers } from '../../facts/kafka/groups.ts'
import { type LogOffsets, type Offsets, offsets } from '../../facts/kafka/offsets.ts'
import { partitionName, someNames } from '../../facts/kafka/partition-name.ts'
import { positionsOf } from '../../facts/kafka/positions.ts'

/** A transaction that nobody ends: readers of committed records wait behind it, which looks like a dead consumer. */
export const hangingTransaction = defineCheck({
  id: 'kafka.hanging-transaction',
  kind: 'condition',
  reads: { offsets },
  // transaction.max.timeout.ms of the broker: by then it has ended every transaction that it knows of.
  params: { idleSeconds: 900 },
  run({ offsets: now }, { target, earlier, params, now: at }) {
    const held = now.logs.filter(({ stable, end }) => stable < end)
    const ages = held.map((log) => ({ log, idleMs: idleMs(now, log, earlier.offsets) }))
    const hanging = ages.filter(({ idleMs: age }) => age !== null && age >= params.idleSeconds * 1000)
    if (hanging.length > 0) return hanging.map(({ log, idleMs: age }) => finding(now, log, age, at, target))
    return mayNotBeAsked(now, ages)
  },
})

/** Measured by its producer's last record, else by how long it is known to hold readers back; null where nobody tells. */
function idleMs(now: Offsets, log: LogOffsets, earlier: Earlier<Offsets> | undefined): number | null {
  const name = partitionName(log)
  if (now.transactions !== null)
    return now.transactions.find((transaction) => partitionName(transaction) === name)?.idleMs ?? 0
  const then = earlier?.value.logs.find((candidate) => partitionName(candidate) === name)
  if (earlier === undefined || then === undefined) return null
  return then.stable === log.stable && then.stable < then.end ? earlier.elapsedMs : 0
}

function mayNotBeAsked(
  now: Offsets,
  ages: readonly { readonly log: LogOffsets; readonly idleMs: number | null }[],
): CheckResult {
  const unclear = ages.filter(({ idleMs: age }) => now.transactions === null && age !== 0).map(({ log }) => log)
  if (unclear.length === 0) return []
  return {
    unknown: `open transactions hold back readers of ${someNames(unclear)}, and since when may not be read`,
    grant: 'ACL: READ on the topics',
  }
}

function finding(now: Offsets, log: LogOffsets, age: number | null, at: number, cluster: Target): FindingDraft {
  const transaction = now.transactions?.find((candidate) => partitionName(candidate) === partitionName(log))
  const blocked = now.groups.filter((group) => waitsAt(now, group, log))
  const names = blocked.map(({ group }) => group)
  const who = names.length > 0 ? `; ${names.join(', ')} waits behind it` : ''
  return {
    severity: blocked.some(({ configured }) => configured) ? 'critical' : 'warning',
    target: part(cluster, 'partition', { topic: log.topic, partition: log.partition }),
    summary: `a transaction on ${partitionName(log)} has been open for ${Math.round((age ?? 0) / 60_000)} min and holds back ${log.end - log.stable} records${who}`,
    since: lasting(age, at),
    evidence: {
      ...{ topic: log.topic, partition: log.partition, stable: log.stable, end: log.end, idleMs: age, groups: names },
      producerId: transaction?.producerId ?? null,
    },
  }
}

/** A live group that has read all it may. */
function waitsAt(now: Offsets, group: Offsets['groups'][number], { topic, partition, stable }: LogOffsets): boolean {
  if (hasNoMembers(group)) return false
  const position = positionsOf(now, group).find((each) => each.topic === topic && each.partition === partition)
  return position !== undefined && position.committed === stable
}
