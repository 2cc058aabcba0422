import * as kafka from '@platformatic/kafka'
import type { LogPosition, PartitionName } from './client.ts'

/** One question to a broker in one version of its wire format. */
interface Form<Answer> {
  readonly key: number
  readonly version: number
  send(connection: kafka.Connection): Promise<Answer>
}

/** The same question in all the versions that may be spoken, newest first. */
export type Request<Answer> = readonly Form<Answer>[]

// Every request of this file is a read; only `fetch` reads records. FindCoordinator is missing on purpose: on a cluster without groups it makes the broker create __consumer_offsets.

/** Brokers and topics; null asks for all topics. Tells the broker not to create topics that do not exist. */
export function metadata(topics: readonly string[] | null): Request<kafka.metadataV12.MetadataResponse> {
  const { metadataV12, metadataV11, metadataV10, metadataV9, metadataV8 } = kafka
  const names = topics && [...topics]
  return [metadataV12, metadataV11, metadataV10, metadataV9, metadataV8].map(({ api }) =>
    form(api, (connection) => api.async(connection, names, false, false)),
  )
}

/** What the asking user may do with the cluster. */
export function describeCluster(): Request<kafka.describeClusterV1.DescribeClusterResponse> {
  const brokers = kafka.DescribeClusterEndpointTypes.BROKERS
  return [kafka.describeClusterV1, kafka.describeClusterV0].map(({ api }) =>
    form(api, (connection) => api.async(connection, true, brokers)),
  )
}

/** Who leads the controllers of a KRaft cluster. */
export function describeQuorum(): Request<kafka.describeQuorumV2.DescribeQuorumResponse> {
  const { describeQuorumV2, describeQuorumV1, describeQuorumV0 } = kafka
  const topics = [{ topicName: '__cluster_metadata', partitions: [{ partitionIndex: 0 }] }]
  return [describeQuorumV2, describeQuorumV1, describeQuorumV0].map(({ api }) =>
    form(api, (connection) => api.async(connection, topics)),
  )
}

/** One setting of many topics. */
export function describeTopicSetting(
  name: string,
  topics: readonly string[],
): Request<kafka.describeConfigsV4.DescribeConfigsResponse> {
  const { describeConfigsV4, describeConfigsV3, describeConfigsV2, describeConfigsV1 } = kafka
  const resources = topics.map((topic) => ({
    resourceType: kafka.ConfigResourceTypes.TOPIC,
    resourceName: topic,
    configurationKeys: [name],
  }))
  return [describeConfigsV4, describeConfigsV3, describeConfigsV2, describeConfigsV1].map(({ api }) =>
    form(api, (connection) => api.async(connection, resources, false, false)),
  )
}

export interface GroupsAnswer {
  readonly errorCode: number
  readonly groups: readonly {
    readonly groupId: string
    readonly protocolType: string
    /** From version 4 (Kafka 2.6) on. */
    readonly groupState?: string
    /** From version 5 (Kafka 3.8) on. */
    readonly groupType?: string
  }[]
}

/** The groups that the asked broker coordinates, of every type. */
export function listGroups(): Request<GroupsAnswer> {
  const { listGroupsV5, listGroupsV4, listGroupsV3 } = kafka
  // No filter means all types; naming one that an older broker does not know would be an error.
  return [listGroupsV5, listGroupsV4, listGroupsV3].map(({ api }) =>
    form(api, (connection) => api.async(connection, [], [])),
  )
}

/** Members of groups of the classic protocol. */
export function describeClassic(groups: readonly string[]): Request<kafka.describeGroupsV5.DescribeGroupsResponse> {
  const { describeGroupsV5, describeGroupsV4, describeGroupsV3 } = kafka
  return [describeGroupsV5, describeGroupsV4, describeGroupsV3].map(({ api }) =>
    form(api, (connection) => api.async(connection, [...groups], false)),
  )
}

/** Members of groups of the new protocol (KIP-848). */
export function describeConsumer(
  groups: readonly string[],
): Request<kafka.consumerGroupDescribeV0.ConsumerGroupDescribeResponse> {
  const { api } = kafka.consumerGroupDescribeV0
  return [form(api, (connection) => api.async(connection, [...groups], false))]
}

/** All committed positions of many groups in one request. */
export function offsetFetch(groups: readonly string[]): Request<kafka.offsetFetchV9.OffsetFetchResponse> {
  const all = groups.map((groupId) => ({ groupId, memberId: null, memberEpoch: -1, topics: null }))
  return [kafka.offsetFetchV9, kafka.offsetFetchV8].map(({ api }) =>
    form(api, (connection) => api.async(connection, all, false)),
  )
}

/** All committed positions of one group, for brokers before 3.0. */
export function offsetFetchOfOne(group: string): Request<kafka.offsetFetchV7.OffsetFetchResponse> {
  const all = [{ groupId: group, memberId: null, memberEpoch: -1, topics: null }]
  return [kafka.offsetFetchV7, kafka.offsetFetchV6, kafka.offsetFetchV5].map(({ api }) =>
    form(api, (connection) => api.async(connection, all, false)),
  )
}

/** One position in the log of many partitions that the asked broker leads. */
export function listOffsets(
  partitions: readonly PartitionName[],
  position: LogPosition,
): Request<kafka.listOffsetsV8.ListOffsetsResponse> {
  const { listOffsetsV8, listOffsetsV7, listOffsetsV6, listOffsetsV5, listOffsetsV4 } = kafka
  const { EARLIEST, LATEST } = kafka.ListOffsetTimestamps
  const timestamp = position === 'start' ? EARLIEST : LATEST
  const { READ_COMMITTED, READ_UNCOMMITTED } = kafka.FetchIsolationLevels
  const isolation = position === 'stable' ? READ_COMMITTED : READ_UNCOMMITTED
  const topics = byTopic(partitions).map(({ name, partitions: indexes }) => ({
    name,
    partitions: indexes.map((partitionIndex) => ({ partitionIndex, currentLeaderEpoch: -1, timestamp })),
  }))
  return [listOffsetsV8, listOffsetsV7, listOffsetsV6, listOffsetsV5, listOffsetsV4].map(({ api }) =>
    form(api, (connection) => api.async(connection, -1, isolation, topics)),
  )
}

/** Producers with their open transactions, of partitions that the asked broker leads. */
export function describeProducers(
  partitions: readonly PartitionName[],
): Request<kafka.describeProducersV0.DescribeProducersResponse> {
  const { api } = kafka.describeProducersV0
  const topics = byTopic(partitions).map(({ name, partitions: indexes }) => ({ name, partitionIndexes: [...indexes] }))
  return [form(api, (connection) => api.async(connection, topics))]
}

/** One batch of records as the driver decodes it. */
export type RecordBatch = NonNullable<kafka.fetchV12.FetchResponsePartition['records']>[number]

export interface FetchAnswer {
  readonly responses: readonly {
    readonly partitions: readonly {
      readonly errorCode: number
      readonly records?: readonly RecordBatch[] | null
    }[]
  }[]
}

/** The batch of records that holds an offset of one partition. One byte is wished for: a broker never sends less than the first batch, and here not more. */
export function fetch({ topic, partition }: PartitionName, offset: number): Request<FetchAnswer> {
  const { fetchV12, fetchV11, fetchV10, fetchV9, fetchV8, fetchV7, fetchV6, fetchV5, fetchV4 } = kafka
  const position = {
    ...{ partition, currentLeaderEpoch: -1, fetchOffset: BigInt(offset), lastFetchedEpoch: -1, partitionMaxBytes: 1 },
  }
  // Up to version 12 topics go by their names. Session 0 in epoch -1 is none: the broker remembers nothing of this fetch.
  const topics = [{ topicId: topic, partitions: [position] }]
  const { READ_UNCOMMITTED } = kafka.FetchIsolationLevels
  return [fetchV12, fetchV11, fetchV10, fetchV9, fetchV8, fetchV7, fetchV6, fetchV5, fetchV4].map(({ api }) =>
    form<FetchAnswer>(
      api,
      async (connection) => await api.async(connection, 0, 0, 1, READ_UNCOMMITTED, 0, -1, topics, [], ''),
    ),
  )
}

function form<Answer>(
  { key, version }: { key: number; version: number },
  send: (connection: kafka.Connection) => Promise<Answer>,
): Form<Answer> {
  return { key, version, send }
}

function byTopic(partitions: readonly PartitionName[]): { name: string; partitions: readonly number[] }[] {
  const grouped = Map.groupBy(partitions, ({ topic }) => topic)
  return [...grouped].map(([name, members]) => ({ name, partitions: members.map(({ partition }) => partition) }))
}
