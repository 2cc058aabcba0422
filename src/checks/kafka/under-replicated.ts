import { defineCheck } from '../../core/check.ts'
import { unknownSince } from '../../core/since.ts'
import { partitionName, someNames } from '../../facts/kafka/partition-name.ts'
import { isOffline, isUnderReplicated, partitions } from '../../facts/kafka/partitions.ts'

const EXAMPLES = 20

/** Partitions with replicas that do not follow: another failure may lose data or availability. */
export const underReplicated = defineCheck({
  id: 'kafka.under-replicated',
  kind: 'condition',
  reads: { partitions },
  // Kafka's operations guide and Strimzi's alerts: the normal value is 0.
  params: { warning: 1 },
  run({ partitions: { partitions: states, counts } }, { params }) {
    const behind = states.filter((state) => isUnderReplicated(state) && !isOffline(state))
    if (behind.length === 0 || counts.underReplicated < params.warning) return []
    const missing = behind.flatMap(({ replicas, isr }) => replicas.filter((broker) => !isr.includes(broker)))
    const brokers = [...new Set(missing)].toSorted((a, b) => a - b)
    return [
      {
        severity: 'warning',
        summary: `${behind.length} of ${counts.all} partitions have replicas out of sync, on broker ${brokers.join(', ')}: ${someNames(behind)}`,
        since: unknownSince,
        evidence: {
          underReplicated: behind.length,
          all: counts.all,
          brokersBehind: brokers,
          partitions: behind.slice(0, EXAMPLES).map(partitionName),
        },
      },
    ]
  },
})
