import { setTimeout as sleep } from 'node:timers/promises'
import type { Consumer, EachMessagePayload, Kafka } from 'kafkajs'
import type { KafkaSettings, Tables } from './configuration.ts'
import type { Database } from './database.ts'
import { ensureTopic, type UserEvent } from './kafka.ts'
import { errorFields, type Log } from './log.ts'
import type { Metrics } from './metrics.ts'

export type ConsumerState = 'off' | 'starting' | 'running' | 'rebalancing' | 'crashed' | 'stopped'

export interface EventConsumer {
  state(): ConsumerState
  stop(): Promise<void>
}

export interface ConsumerParts {
  readonly kafka: Kafka
  readonly settings: KafkaSettings
  readonly tables: Tables
  readonly database: Database
  readonly metrics: Metrics
  readonly log: Log
  readonly handlerDelayMs: number
}

/** Reads the topic and writes each event to the audit table; a record it cannot handle is tried again for ever. */
export function startConsumer(parts: ConsumerParts): EventConsumer {
  const { kafka, settings, log } = parts
  let state: ConsumerState = settings.consume ? 'starting' : 'off'
  const stopping = new AbortController()
  const consumer = kafka.consumer({
    groupId: settings.group,
    sessionTimeout: settings.sessionTimeoutMs,
    heartbeatInterval: Math.floor(settings.sessionTimeoutMs / 4),
    // How long a fetch may wait for records, and so how long a stop takes.
    maxWaitTimeInMs: 500,
    retry: { initialRetryTime: 300, maxRetryTime: 3000, retries: settings.retries },
  })
  watch(consumer, parts, (next) => {
    if (state !== 'stopped') state = next
  })
  if (settings.consume) void run(consumer, parts, stopping.signal)
  else log.warn('consumer is switched off', { topic: settings.topic, groupId: settings.group })
  return {
    state: () => state,
    async stop() {
      state = 'stopped'
      stopping.abort()
      await consumer.disconnect()
    },
  }
}

async function run(consumer: Consumer, parts: ConsumerParts, signal: AbortSignal): Promise<void> {
  const { settings, log } = parts
  while (!signal.aborted) {
    try {
      await ensureTopic(parts.kafka, settings)
      await consumer.connect()
      await consumer.subscribe({ topic: settings.topic, fromBeginning: true })
      await consumer.run({ eachMessage: (payload) => handle(payload, parts) })
      return
    } catch (error) {
      log.error('consumer could not start', { topic: settings.topic, groupId: settings.group, ...errorFields(error) })
      await sleep(3000, undefined, { signal }).catch(() => undefined)
    }
  }
}

async function handle({ topic, partition, message }: EachMessagePayload, parts: ConsumerParts): Promise<void> {
  try {
    const event = decode(message.value?.toString() ?? '')
    if (parts.handlerDelayMs > 0) await sleep(parts.handlerDelayMs)
    await parts.database.query(`INSERT INTO ${parts.tables.audit} (user_id, event) VALUES ($1, $2)`, [
      event.userId,
      event.type,
    ])
    parts.metrics.consumed(topic, 'ok')
  } catch (error) {
    parts.metrics.consumed(topic, 'error')
    const record = { topic, partition, offset: message.offset, groupId: parts.settings.group }
    parts.log.error(`could not handle record ${topic}[${partition}]@${message.offset}`, {
      ...record,
      ...errorFields(error),
    })
    throw error
  }
}

/** Wrapped, because KafkaJS does not try again after an error of the language itself: it would stop the consumer for good. */
function decode(text: string): UserEvent {
  try {
    const event: UserEvent = JSON.parse(text)
    if (!event.type || !event.userId) throw new Error('type or userId is missing')
    return event
  } catch (cause) {
    throw new Error('record does not match schema user-event v1', { cause })
  }
}

function watch(
  consumer: Consumer,
  { metrics, settings, log }: ConsumerParts,
  moved: (state: ConsumerState) => void,
): void {
  const { events } = consumer
  consumer.on(events.GROUP_JOIN, ({ payload }) => {
    moved('running')
    metrics.rebalanced()
    const assigned = payload.memberAssignment[settings.topic] ?? []
    log.info('consumer joined group', { groupId: payload.groupId, topic: settings.topic, partitions: assigned })
  })
  consumer.on(events.REBALANCING, () => moved('rebalancing'))
  consumer.on(events.CRASH, ({ payload }) => {
    moved('crashed')
    log.error('consumer crashed', { groupId: settings.group, restart: payload.restart, ...errorFields(payload.error) })
  })
  consumer.on(events.END_BATCH_PROCESS, ({ payload }) =>
    metrics.consumerLag(payload.topic, payload.partition, Number(payload.offsetLag)),
  )
}
