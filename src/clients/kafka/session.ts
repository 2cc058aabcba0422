import type { BrokerPool } from './broker-pool.ts'
import type {
  ClusterView,
  Controller,
  FetchedRecord,
  GroupDescription,
  GroupList,
  KafkaClient,
  ListedGroup,
  LogPosition,
  OpenTransaction,
  PartitionName,
  PartitionOffset,
} from './client.ts'
import { committedOffsets } from './committed-offsets.ts'
import { fetchRecord } from './fetch-record.ts'
import { type AllGroups, absentGroups, listAllGroups } from './group-list.ts'
import { describeGroups } from './group-members.ts'
import { logOffsets } from './log-offsets.ts'
import { openTransactions } from './open-transactions.ts'
import { describeQuorum, describeTopicSetting } from './requests.ts'

// A request for the settings of more topics than this would hold up what else waits on the connection.
const TOPICS_A_REQUEST = 500

/** The questions of the facts, put to the brokers that can answer them. */
export class KafkaSession implements KafkaClient {
  readonly scope: KafkaClient['scope']
  readonly cluster: ClusterView
  readonly #pool: BrokerPool
  #groups: Promise<AllGroups> | undefined

  constructor(pool: BrokerPool, cluster: ClusterView, scope: KafkaClient['scope']) {
    this.#pool = pool
    this.cluster = cluster
    this.scope = scope
  }

  async controller(signal: AbortSignal): Promise<Controller | null> {
    const { bootstrap } = this.#pool
    // Clusters with ZooKeeper do not know the question, and KRaft brokers name an arbitrary broker in the metadata.
    if (!bootstrap.understands(describeQuorum())) return null
    const { errorCode, topics } = await bootstrap.ask(describeQuorum(), signal)
    const quorum = topics[0]?.partitions[0]
    if (errorCode !== 0 || quorum === undefined || quorum.errorCode !== 0 || quorum.leaderId < 0) return null
    return { id: quorum.leaderId, epoch: quorum.leaderEpoch }
  }

  async topicSetting(name: string, topics: readonly string[], signal: AbortSignal) {
    const answers = await Promise.all(
      chunks(topics, TOPICS_A_REQUEST).map((chunk) =>
        this.#pool.bootstrap.ask(describeTopicSetting(name, chunk), signal),
      ),
    )
    return new Map(
      answers.flatMap(({ results }) =>
        results.map(({ resourceName, errorCode, configs }) => {
          const value = configs.find((config) => config.name === name)?.value
          return [resourceName, errorCode === 0 ? (value ?? null) : null] as const
        }),
      ),
    )
  }

  async groups(signal: AbortSignal, wanted: readonly string[] | null): Promise<GroupList> {
    this.#groups ??= listAllGroups(this.#pool, this.cluster, signal)
    const all = await this.#groups
    return { ...all, ...(await absentGroups(this.#pool, all, wanted, signal)) }
  }

  describe(groups: readonly ListedGroup[], signal: AbortSignal): Promise<ReadonlyMap<string, GroupDescription | null>> {
    return describeGroups(this.#pool, groups, signal)
  }

  committed(
    groups: readonly ListedGroup[],
    signal: AbortSignal,
  ): Promise<ReadonlyMap<string, readonly PartitionOffset[] | null>> {
    return committedOffsets(this.#pool, groups, signal)
  }

  logOffsets(
    partitions: readonly PartitionName[],
    position: LogPosition,
    signal: AbortSignal,
  ): Promise<readonly PartitionOffset[]> {
    return logOffsets(this.#pool, this.cluster, partitions, position, signal)
  }

  openTransactions(
    partitions: readonly PartitionName[],
    signal: AbortSignal,
  ): Promise<readonly OpenTransaction[] | null> {
    return openTransactions(this.#pool, this.cluster, partitions, signal)
  }

  record(partition: PartitionName, offset: number, signal: AbortSignal): Promise<FetchedRecord | null> {
    return fetchRecord(this.#pool, this.cluster, partition, offset, signal)
  }
}

function chunks<Item>(items: readonly Item[], size: number): readonly (readonly Item[])[] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  )
}
