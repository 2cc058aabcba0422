import { type Consumer, type EachMessagePayload, Kafka, logLevel } from 'kafkajs'
import { until } from '../../bench/machine/until.ts'

export function kafkaAt(brokers: string): Kafka {
  return new Kafka({ brokers: [brokers], logLevel: logLevel.NOTHING, clientId: 'user-service' })
}

/** Writes that many records to each of three partitions. */
export async function produce(kafka: Kafka, topic: string, records: number): Promise<void> {
  const producer = kafka.producer()
  await producer.connect()
  const messages = [0, 1, 2].flatMap((partition) => Array.from({ length: records }, () => ({ partition, value: 'x' })))
  await producer.send({ topic, messages })
  await producer.disconnect()
}

/** A consumer of three partitions side by side that commits after each record; resolves when it has its partitions. */
export async function consume(
  kafka: Kafka,
  groupId: string,
  topic: string,
  handle: (payload: EachMessagePayload) => Promise<void> = async () => undefined,
): Promise<Consumer> {
  const consumer = kafka.consumer({ groupId, sessionTimeout: 30_000, heartbeatInterval: 500 })
  let joined = false
  consumer.on('consumer.group_join', () => {
    joined = true
  })
  await consumer.connect()
  await consumer.subscribe({ topic, fromBeginning: true })
  await consumer.run({ autoCommitThreshold: 1, partitionsConsumedConcurrently: 3, eachMessage: handle })
  await until(`${groupId} has joined`, async () => joined)
  return consumer
}
