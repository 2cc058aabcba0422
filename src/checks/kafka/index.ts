import type { Check } from '../../core/check.ts'
import { committedBehindLogStart } from './committed-behind-log-start.ts'
import { groupLag } from './group-lag.ts'
import { hangingTransaction } from './hanging-transaction.ts'
import { noMembers } from './no-members.ts'
import { offlinePartitions } from './offline-partitions.ts'
import { rebalanceStorm } from './rebalance-storm.ts'
import { stuckPartition } from './stuck-partition.ts'
import { underMinIsr } from './under-min-isr.ts'
import { underReplicated } from './under-replicated.ts'

/** Every question asked about a Kafka cluster. */
export const kafkaChecks: readonly Check[] = [
  offlinePartitions,
  underMinIsr,
  underReplicated,
  groupLag,
  stuckPartition,
  noMembers,
  committedBehindLogStart,
  hangingTransaction,
  rebalanceStorm,
]
