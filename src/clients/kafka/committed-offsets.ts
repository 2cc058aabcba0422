import type { BrokerLink } from './broker-link.ts'
import type { BrokerPool } from './broker-pool.ts'
import type { ListedGroup, PartitionOffset } from './client.ts'
import { offsetFetch, offsetFetchOfOne } from './requests.ts'

interface TopicAnswer {
  readonly name: string
  readonly partitions: readonly {
    readonly partitionIndex: number
    readonly committedOffset: bigint
    readonly errorCode: number
  }[]
}

interface GroupAnswer {
  readonly groupId: string
  readonly errorCode: number
  readonly topics: readonly TopicAnswer[]
}

// The first version (Kafka 3.0) that takes many groups at once.
const MANY_GROUPS = 8
const OFFSET_FETCH = 9

/** Committed positions by group, from each group's coordinator; null where they may not be read. */
export async function committedOffsets(
  pool: BrokerPool,
  groups: readonly ListedGroup[],
  signal: AbortSignal,
): Promise<ReadonlyMap<string, readonly PartitionOffset[] | null>> {
  const batches = Map.groupBy(groups, ({ coordinator }) => coordinator)
  const answers = await Promise.all(
    [...batches].map(async ([coordinator, batch]) => {
      const link = pool.links.get(coordinator)
      return link === undefined
        ? []
        : askCoordinator(
            link,
            batch.map(({ id }) => id),
            signal,
          )
    }),
  )
  const found = new Map(answers.flat().map((answer) => [answer.groupId, offsetsOf(answer)]))
  return new Map(groups.map(({ id }) => [id, found.get(id) ?? null]))
}

async function askCoordinator(
  link: BrokerLink,
  ids: readonly string[],
  signal: AbortSignal,
): Promise<readonly GroupAnswer[]> {
  if (link.speaks(OFFSET_FETCH, MANY_GROUPS)) return (await link.ask(offsetFetch(ids), signal)).groups
  return Promise.all(
    ids.map(async (groupId) => {
      const { errorCode = 0, topics = [] } = await link.ask(offsetFetchOfOne(groupId), signal)
      return { groupId, errorCode, topics }
    }),
  )
}

function offsetsOf({ errorCode, topics }: GroupAnswer): readonly PartitionOffset[] | null {
  if (errorCode !== 0) return null
  return topics.flatMap(({ name, partitions }) =>
    partitions
      // -1: nothing was committed for it.
      .filter((partition) => partition.errorCode === 0 && partition.committedOffset >= 0n)
      .map(({ partitionIndex, committedOffset }) => ({
        topic: name,
        partition: partitionIndex,
        offset: Number(committedOffset),
      })),
  )
}
