import { type Admin, Kafka, logLevel, Partitioners, type Producer } from 'kafkajs'

export interface GroupOffset {
  readonly topic: string
  readonly partition: number
  readonly offset: number
}

/** What the person who breaks things does with Kafka; it connects with the first wish. */
export class KafkaHand {
  readonly #kafka: Kafka
  #admin: Promise<Admin> | undefined
  #producer: Promise<Producer> | undefined

  constructor(brokers: string) {
    this.#kafka = new Kafka({ clientId: 'bench', brokers: brokers.split(','), logLevel: logLevel.NOTHING })
  }

  async send(topic: string, messages: readonly { key?: string; value: string; partition?: number }[]): Promise<void> {
    this.#producer ??= this.#connect(this.#kafka.producer({ createPartitioner: Partitioners.DefaultPartitioner }))
    await (await this.#producer).send({ topic, messages: [...messages] })
  }

  async createTopic(topic: string, partitions = 1): Promise<void> {
    const admin = await this.#administrator()
    await admin.createTopics({ topics: [{ topic, numPartitions: partitions }], waitForLeaders: true })
  }

  /** What a group has committed, as if its consumers had read to there. */
  async commit(group: string, offsets: readonly GroupOffset[]): Promise<void> {
    const admin = await this.#administrator()
    for (const { topic, partition, offset } of offsets) {
      await admin.setOffsets({ groupId: group, topic, partitions: [{ partition, offset: String(offset) }] })
    }
  }

  async committed(group: string): Promise<readonly GroupOffset[]> {
    const admin = await this.#administrator()
    const topics = await admin.fetchOffsets({ groupId: group })
    return topics.flatMap(({ topic, partitions }) =>
      partitions.map(({ partition, offset }) => ({ topic, partition, offset: Number(offset) })),
    )
  }

  /** Records that wait for a group, by partition of a topic. */
  async waiting(group: string, topic: string): Promise<ReadonlyMap<number, number>> {
    const admin = await this.#administrator()
    const [ends, committed] = await Promise.all([admin.fetchTopicOffsets(topic), this.committed(group)])
    const done = new Map(committed.filter((each) => each.topic === topic).map((each) => [each.partition, each.offset]))
    return new Map(
      ends.map(({ partition, high }) => [partition, Number(high) - Math.max(0, done.get(partition) ?? 0)] as const),
    )
  }

  async members(group: string): Promise<number> {
    const { groups } = await (await this.#administrator()).describeGroups([group])
    return groups[0]?.members.length ?? 0
  }

  async groups(): Promise<readonly string[]> {
    return (await (await this.#administrator()).listGroups()).groups.map(({ groupId }) => groupId)
  }

  async topics(): Promise<readonly string[]> {
    return await (await this.#administrator()).listTopics()
  }

  /** Drops the connections, which do not survive a broker's death well. */
  async close(): Promise<void> {
    const open = [this.#admin, this.#producer]
    this.#admin = undefined
    this.#producer = undefined
    await Promise.allSettled(open.map(async (each) => (await each)?.disconnect()))
  }

  #administrator(): Promise<Admin> {
    this.#admin ??= this.#connect(this.#kafka.admin())
    return this.#admin
  }

  async #connect<Part extends Admin | Producer>(part: Part): Promise<Part> {
    await part.connect()
    return part
  }
}
