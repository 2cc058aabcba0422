import type { BrokerLink } from './broker-link.ts'
import type { BrokerPool } from './broker-pool.ts'
import type { ClusterView, PartitionName } from './client.ts'

/** Partitions grouped by the broker that leads them and can be asked; others are left out. */
export function byLeader(
  pool: BrokerPool,
  cluster: ClusterView,
  partitions: readonly PartitionName[],
): readonly (readonly [BrokerLink, readonly PartitionName[]])[] {
  const leaders = new Map(
    cluster.topics.flatMap((topic) =>
      topic.partitions.map(({ partition, leader }) => [`${topic.name} ${partition}`, leader] as const),
    ),
  )
  const grouped = Map.groupBy(partitions, ({ topic, partition }) => leaders.get(`${topic} ${partition}`) ?? null)
  return [...grouped].flatMap(([leader, members]) => {
    const link = leader === null ? undefined : pool.links.get(leader)
    return link === undefined ? [] : [[link, members] as const]
  })
}
