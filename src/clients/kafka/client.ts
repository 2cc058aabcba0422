/** What the facts may ask of a Kafka cluster: reads only. Nothing joins a group, commits, creates a topic, or makes a broker create one. */
export interface KafkaClient {
  /** What the configuration says the service uses; null where it says nothing. */
  readonly scope: { readonly groups: readonly string[] | null; readonly topics: readonly string[] | null }
  /** Read once, when the connection was opened. */
  readonly cluster: ClusterView
  /** The node that decides about leaders; null where it may not be asked. */
  controller(signal: AbortSignal): Promise<Controller | null>
  /** One setting of many topics; null for topics whose settings may not be read. */
  topicSetting(
    name: string,
    topics: readonly string[],
    signal: AbortSignal,
  ): Promise<ReadonlyMap<string, string | null>>
  /** Every group that may be seen, asked once for each connection, and which of the wanted ones are not among them. */
  groups(signal: AbortSignal, wanted: readonly string[] | null): Promise<GroupList>
  /** Members and assignor by group; null for groups that may not be described. */
  describe(groups: readonly ListedGroup[], signal: AbortSignal): Promise<ReadonlyMap<string, GroupDescription | null>>
  /** All committed positions by group; null for groups whose positions may not be read. */
  committed(
    groups: readonly ListedGroup[],
    signal: AbortSignal,
  ): Promise<ReadonlyMap<string, readonly PartitionOffset[] | null>>
  /** Positions of many partitions, one request for each leader. Partitions without a reachable leader are left out. */
  logOffsets(
    partitions: readonly PartitionName[],
    position: LogPosition,
    signal: AbortSignal,
  ): Promise<readonly PartitionOffset[]>
  /** The oldest open transaction of each of these partitions; null in place of the list where none of them may be asked. */
  openTransactions(
    partitions: readonly PartitionName[],
    signal: AbortSignal,
  ): Promise<readonly OpenTransaction[] | null>
  /**
   * The record at this offset, or the first one kept after it; null where there is none. Fetches the one batch that holds it, outside of any group.
   * The only question that reads what applications wrote: for a command of its own.
   */
  record(partition: PartitionName, offset: number, signal: AbortSignal): Promise<FetchedRecord | null>
}

/** One record as the broker keeps it. */
export interface FetchedRecord {
  readonly offset: number
  /** By the clock of this machine and of whoever stamped it; null where it has no time stamp. */
  readonly ageMs: number | null
  /** `broker`: when it was appended; `producer`: what the producer says. */
  readonly stampedBy: 'broker' | 'producer'
  readonly transactional: boolean
  /** The end of a transaction, which no consumer is given. */
  readonly marker: boolean
  readonly compression: string
  /** Records that were sent together with it, itself included. */
  readonly together: number
  readonly key: Buffer | null
  readonly value: Buffer | null
  readonly headers: readonly (readonly [name: Buffer | null, value: Buffer | null])[]
}

/** `start`: first record kept; `end`: after the last replicated record; `stable`: after the last record that no open transaction holds back. */
export type LogPosition = 'start' | 'end' | 'stable'

export interface PartitionName {
  readonly topic: string
  readonly partition: number
}

export interface PartitionOffset extends PartitionName {
  readonly offset: number
}

export interface BrokerView {
  readonly id: number
  readonly host: string
  readonly port: number
  readonly rack: string | null
  /** Why it could not be connected to under the address it advertises; null where it could. */
  readonly unasked: string | null
}

export interface PartitionView {
  readonly partition: number
  /** Null where no broker leads it. */
  readonly leader: number | null
  readonly leaderEpoch: number
  readonly replicas: readonly number[]
  readonly isr: readonly number[]
  readonly offline: readonly number[]
}

export interface TopicView {
  readonly name: string
  readonly internal: boolean
  readonly partitions: readonly PartitionView[]
}

export interface ClusterView {
  readonly id: string | null
  readonly brokers: readonly BrokerView[]
  readonly topics: readonly TopicView[]
  /** Topics of the configuration that do not exist. */
  readonly missingTopics: readonly string[]
  /** Topics of the configuration that may not be described. */
  readonly forbiddenTopics: readonly string[]
  /** Whether the cluster itself may be described: without that right the list of groups holds only permitted ones, without saying so. */
  readonly mayDescribe: boolean
}

export interface Controller {
  readonly id: number
  /** Grows with each election; null on clusters that do not tell. */
  readonly epoch: number | null
}

export type GroupType = 'classic' | 'consumer' | 'streams' | 'share'

/** As its coordinator lists it: only there the state of a group of the new protocol (KIP-848) is told right. */
export interface ListedGroup {
  readonly id: string
  readonly type: GroupType
  /** `Stable`, `Empty`, `PreparingRebalance`, `CompletingRebalance`, `Assigning`, `Reconciling`, …; null where the broker is too old to list it. */
  readonly state: string | null
  /** `consumer` for groups that consume topics; `connect` and others are not about offsets. */
  readonly protocolType: string
  readonly coordinator: number
}

export interface GroupList {
  readonly groups: readonly ListedGroup[]
  /** Wanted groups that no coordinator knows. */
  readonly missing: readonly string[]
  /** Wanted groups that may not be described. */
  readonly forbidden: readonly string[]
  /** Brokers that could not be asked: groups that they coordinate are not in the list. */
  readonly brokersUnasked: readonly number[]
}

export interface GroupDescription {
  readonly state: string
  readonly assignor: string | null
  /** Grows whenever the membership or the subscription changes; only groups of the new protocol have one. */
  readonly epoch: number | null
  readonly members: readonly GroupMember[]
}

export interface GroupMember {
  readonly memberId: string
  readonly instanceId: string | null
  readonly clientId: string
  readonly host: string
}

export interface OpenTransaction extends PartitionName {
  readonly firstOffset: number
  readonly producerId: string
  /** Since the producer's last record, by the clocks of the producer and of this machine. */
  readonly idleMs: number
}
