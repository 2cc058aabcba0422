import { defineCheck } from '../../core/check.ts'
import { unknownSince } from '../../core/since.ts'
import { partitionName, someNames } from '../../facts/kafka/partition-name.ts'
import { isUnderMinIsr, partitions } from '../../facts/kafka/partitions.ts'

const EXAMPLES = 20

/** Partitions with fewer replicas in sync than `min.insync.replicas`: writes with acks=all are refused. */
export const underMinIsr = defineCheck({
  id: 'kafka.under-min-isr',
  kind: 'condition',
  reads: { partitions },
  // Strimzi's alert UnderMinIsrPartitionCount: more than 0.
  params: { critical: 1 },
  run({ partitions: { partitions: states, counts, minIsr, serviceTopics } }, { params }) {
    if (counts.underMinIsr < params.critical) {
      if (counts.unknownMinIsr === 0) return []
      return {
        unknown: `${counts.unknownMinIsr} partitions have replicas out of sync, and min.insync.replicas of their topics may not be read`,
        grant: 'ACL: DESCRIBE_CONFIGS on the topics',
      }
    }
    const under = states.filter((state) => isUnderMinIsr(state, minIsr))
    const ours = under.filter(
      ({ topic }) => serviceTopics === null || serviceTopics.includes(topic) || topic.startsWith('__'),
    )
    const [first] = ours.length > 0 ? ours : under
    const example =
      first && `; ${partitionName(first)} has ${first.isr.length} in sync and needs ${minIsr[first.topic]}`
    return [
      {
        severity: ours.length > 0 ? 'critical' : 'warning',
        summary: `writes with acks=all are refused on ${counts.underMinIsr} of ${counts.all} partitions, too few replicas are in sync: ${someNames(ours.length > 0 ? ours : under)}${example ?? ''}`,
        since: unknownSince,
        evidence: {
          underMinIsr: counts.underMinIsr,
          ofService: ours.length,
          all: counts.all,
          partitions: under.slice(0, EXAMPLES).map(partitionName),
        },
      },
    ]
  },
})
