import type { describeProducersV0 } from '@platformatic/kafka'
import type { BrokerPool } from './broker-pool.ts'
import { byLeader } from './by-leader.ts'
import type { ClusterView, OpenTransaction, PartitionName } from './client.ts'
import { describeProducers } from './requests.ts'

type PartitionAnswer = describeProducersV0.DescribeProducersResponsePartition

/** The oldest open transaction of each partition; null where no broker may be asked (it takes READ on the topic, Kafka 2.8 or later). */
export async function openTransactions(
  pool: BrokerPool,
  cluster: ClusterView,
  partitions: readonly PartitionName[],
  signal: AbortSignal,
): Promise<readonly OpenTransaction[] | null> {
  const leaders = byLeader(pool, cluster, partitions).filter(([link]) => link.understands(describeProducers([])))
  const answers = await Promise.all(leaders.map(([link, members]) => link.ask(describeProducers(members), signal)))
  const told = answers.flatMap(({ topics }) =>
    topics.flatMap((topic) => topic.partitions.map((partition) => ({ topic: topic.name, partition }))),
  )
  const allowed = told.filter(({ partition }) => partition.errorCode === 0)
  if (partitions.length > 0 && allowed.length === 0) return null
  const now = Date.now()
  return allowed.flatMap(({ topic, partition }) => oldest(topic, partition, now))
}

function oldest(topic: string, { partitionIndex: partition, activeProducers }: PartitionAnswer, now: number) {
  const [first] = activeProducers
    // -1: no transaction is open.
    .filter(({ currentTxnStartOffset }) => currentTxnStartOffset >= 0n)
    .toSorted((left, right) => Number(left.currentTxnStartOffset - right.currentTxnStartOffset))
  if (first === undefined) return []
  const transaction: OpenTransaction = {
    topic,
    partition,
    firstOffset: Number(first.currentTxnStartOffset),
    producerId: String(first.producerId),
    idleMs: Math.max(0, now - Number(first.lastTimestamp)),
  }
  return [transaction]
}
