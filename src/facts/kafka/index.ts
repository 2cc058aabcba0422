import { cluster } from './cluster.ts'
import { groups } from './groups.ts'
import { offsets } from './offsets.ts'
import { partitions } from './partitions.ts'

// Made for one record, so that it is in no list.
export { recordAt } from './record.ts'

/** Everything that is collected of a Kafka cluster. */
export const kafkaFacts = [cluster, partitions, groups, offsets]
