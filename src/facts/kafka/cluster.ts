import type { Controller, KafkaClient } from '../../clients/kafka/client.ts'
import { defineFacts } from '../../core/facts.ts'
import { mask } from '../../core/mask.ts'

/** The brokers that are up, and who decides about leaders. */
export interface Cluster {
  readonly id: string | null
  /** Null where it may not be asked (ACL: DESCRIBE on the cluster) or the cluster still uses ZooKeeper. */
  readonly controller: Controller | null
  readonly brokers: readonly Broker[]
  readonly topics: number
  readonly partitions: number
  /** Topics of the configuration that do not exist. */
  readonly missingTopics: readonly string[]
  /** Topics of the configuration that may not be described. */
  readonly forbiddenTopics: readonly string[]
}

interface Broker {
  readonly id: number
  readonly host: string
  readonly port: number
  readonly rack: string | null
  /** Why it could not be connected to from here; null where it could. */
  readonly unasked: string | null
}

export const cluster = defineFacts<Cluster, KafkaClient>({
  id: 'kafka.cluster',
  system: 'kafka',
  cost: 'cheap',
  async collect(client, { signal }) {
    const { id, brokers, topics, missingTopics, forbiddenTopics } = client.cluster
    return {
      id,
      controller: await client.controller(signal),
      brokers: brokers.map((broker) => ({ ...broker, unasked: broker.unasked && mask(broker.unasked) })),
      topics: topics.length,
      partitions: topics.reduce((sum, topic) => sum + topic.partitions.length, 0),
      missingTopics,
      forbiddenTopics,
    }
  },
})
