import { defineCheck } from '../../core/check.ts'
import { unknownSince } from '../../core/since.ts'
import { partitionName, someNames } from '../../facts/kafka/partition-name.ts'
import { isOffline, partitions } from '../../facts/kafka/partitions.ts'

const EXAMPLES = 20

/** Partitions that nobody leads: they can be neither written nor read. */
export const offlinePartitions = defineCheck({
  id: 'kafka.offline-partitions',
  kind: 'condition',
  reads: { partitions },
  // Kafka's operations guide: the normal value is 0.
  params: { critical: 1 },
  run({ partitions: { partitions: states, counts, serviceTopics } }, { params }) {
    if (counts.offline < params.critical) return []
    const offline = states.filter(isOffline)
    const ours = offline.filter(
      ({ topic }) => serviceTopics === null || serviceTopics.includes(topic) || topic.startsWith('__'),
    )
    const brokers = [...new Set(offline.flatMap(({ replicas }) => replicas))].toSorted((a, b) => a - b)
    return [
      {
        severity: ours.length > 0 ? 'critical' : 'warning',
        summary: `${counts.offline} of ${counts.all} partitions have no leader and can be neither written nor read: ${someNames(ours.length > 0 ? ours : offline)}; their replicas are on broker ${brokers.join(', ')}`,
        since: unknownSince,
        evidence: {
          offline: counts.offline,
          ofService: ours.length,
          all: counts.all,
          replicaBrokers: brokers,
          partitions: offline.slice(0, EXAMPLES).map(partitionName),
        },
      },
    ]
  },
})
