import type { BrokerPool } from './broker-pool.ts'
import { byLeader } from './by-leader.ts'
import type { ClusterView, LogPosition, PartitionName, PartitionOffset } from './client.ts'
import { listOffsets } from './requests.ts'

/** One position in the log of many partitions: one request for each leader. */
export async function logOffsets(
  pool: BrokerPool,
  cluster: ClusterView,
  partitions: readonly PartitionName[],
  position: LogPosition,
  signal: AbortSignal,
): Promise<readonly PartitionOffset[]> {
  const answers = await Promise.all(
    byLeader(pool, cluster, partitions).map(([link, members]) => link.ask(listOffsets(members, position), signal)),
  )
  return answers.flatMap(({ topics }) =>
    topics.flatMap(({ name, partitions: listed }) =>
      listed
        // Forbidden, or led by another broker since the metadata was read.
        .filter(({ errorCode }) => errorCode === 0)
        .map(({ partitionIndex, offset }) => ({ topic: name, partition: partitionIndex, offset: Number(offset) })),
    ),
  )
}
