import { part, type Target } from '../../core/target.ts'

export interface PartitionName {
  readonly topic: string
  readonly partition: number
}

/** `orders/3` */
export function partitionName({ topic, partition }: PartitionName): string {
  return `${topic}/${partition}`
}

/** `orders/0, orders/1, orders/2 and 9 more` */
export function someNames(partitions: readonly PartitionName[], most = 3): string {
  const names = partitions.slice(0, most).map(partitionName).join(', ')
  return partitions.length > most ? `${names} and ${partitions.length - most} more` : names
}

/** A consumer group as a part of its cluster. */
export function groupTarget(cluster: Target, group: string): Target {
  return part(cluster, 'consumer-group', { group })
}

/** What one group does with one partition, as a part of its cluster. */
export function groupPartitionTarget(cluster: Target, group: string, { topic, partition }: PartitionName): Target {
  return part(cluster, 'consumer-group', { group, topic, partition })
}
