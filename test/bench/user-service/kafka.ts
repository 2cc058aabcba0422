import { Kafka, type logCreator, logLevel, Partitioners, type Producer } from 'kafkajs'
import type { KafkaSettings } from './configuration.ts'
import { errorFields, type Log } from './log.ts'

/** What is written to the topic when a user changes. */
export interface UserEvent {
  readonly type: string
  readonly userId: string
  readonly email: string
  readonly at: string
}

export interface Events {
  /** Writes one event; a failure is logged and counted, the request it belongs to succeeds. */
  publish(event: UserEvent): Promise<void>
  close(): Promise<void>
}

/** A client whose own log goes to the service's. */
export function openKafka(settings: KafkaSettings, service: string, log: Log): Kafka {
  return new Kafka({
    clientId: service,
    brokers: settings.brokers,
    connectionTimeout: 2000,
    requestTimeout: 5000,
    retry: { initialRetryTime: 200, maxRetryTime: 2000, retries: 3 },
    logLevel: logLevel.WARN,
    logCreator: bridge(log),
  })
}

export function createEvents(kafka: Kafka, topic: string, counted: (result: 'ok' | 'error') => void, log: Log): Events {
  const producer = kafka.producer({ createPartitioner: Partitioners.DefaultPartitioner, allowAutoTopicCreation: true })
  let connected: Promise<Producer> | null = null
  const connection = () => {
    connected ??= producer.connect().then(
      () => producer,
      (error: unknown) => {
        connected = null
        throw error
      },
    )
    return connected
  }
  return {
    async publish(event) {
      try {
        const ready = await connection()
        await ready.send({ topic, acks: -1, messages: [{ key: event.userId, value: JSON.stringify(event) }] })
        counted('ok')
      } catch (error) {
        counted('error')
        log.error('event was not published', { topic, event: event.type, email: event.email, ...errorFields(error) })
      }
    },
    close: () => producer.disconnect(),
  }
}

/** Creates the topic where it is missing. */
export async function ensureTopic(kafka: Kafka, { topic, partitions }: KafkaSettings): Promise<void> {
  const admin = kafka.admin()
  try {
    await admin.connect()
    if ((await admin.listTopics()).includes(topic)) return
    await admin.createTopics({ topics: [{ topic, numPartitions: partitions }], waitForLeaders: true })
  } finally {
    await admin.disconnect()
  }
}

function bridge(log: Log): logCreator {
  return () =>
    ({ namespace, level, log: { message, error, broker, groupId, topic, partition, offset } }) => {
      const write = level <= logLevel.ERROR ? log.error : log.warn
      const err = typeof error === 'string' ? error : undefined
      write(`[${namespace}] ${message}`, { err, broker, groupId, topic, partition, offset })
    }
}
