import type { Redis } from 'ioredis'
import { type Admin, Kafka, logLevel } from 'kafkajs'
import type { KafkaSettings } from './configuration.ts'
import type { ConsumerState } from './consumer.ts'
import type { Database } from './database.ts'
import { errorText } from './log.ts'

export type ComponentName = 'db' | 'redis' | 'kafka' | 'features'

export type ComponentHealth =
  | { readonly up: true; readonly ms: number; readonly details: Readonly<Record<string, unknown>> }
  | { readonly up: false; readonly ms: number; readonly error: string }

/** One thing the service depends on; without a critical one it cannot serve. */
export interface Component {
  readonly name: ComponentName
  readonly critical: boolean
  check(): Promise<ComponentHealth>
}

// A probe waits one to five seconds; the answer must be there before it gives up.
const TIMEOUT_MS = 2000

export function databaseComponent(database: Database, migrated: () => boolean): Component {
  return component('db', true, async () => {
    await database.query('SELECT 1')
    if (!migrated()) throw new Error('the schema is not migrated yet')
    return { database: 'PostgreSQL', pool: database.counts() }
  })
}

export function redisComponent(redis: Redis): Component {
  return component('redis', true, async () => {
    await redis.ping()
    const version = /redis_version:(\S+)/.exec(await redis.info('server'))?.[1]
    return { version }
  })
}

export function kafkaComponent(settings: KafkaSettings, service: string, consumer: () => ConsumerState): Component {
  const probe = kafkaProbe(settings, service)
  return component('kafka', false, async () => ({ ...(await probe()), consumer: consumer() }))
}

/** What a bad release waits for in vain. */
export function featuresComponent(): Component {
  return component('features', true, async () => {
    throw new Error('feature provider answered 404 to GET /v2/flags')
  })
}

/** At most one probe of a component is under way, however many ask, and nobody waits longer than the timeout. */
function component(name: ComponentName, critical: boolean, probe: () => Promise<Record<string, unknown>>): Component {
  let underWay: Promise<ComponentHealth> | null = null
  return {
    name,
    critical,
    check() {
      underWay ??= timed(probe).finally(() => {
        underWay = null
      })
      return underWay
    },
  }
}

async function timed(probe: () => Promise<Record<string, unknown>>): Promise<ComponentHealth> {
  const started = performance.now()
  const ms = () => Math.round(performance.now() - started)
  try {
    const details = await withTimeout(probe())
    return { up: true, ms: ms(), details }
  } catch (error) {
    return { up: false, ms: ms(), error: errorText(error) }
  }
}

function withTimeout<T>(call: Promise<T>): Promise<T> {
  const { promise, resolve, reject } = Promise.withResolvers<T>()
  const timer = setTimeout(() => reject(new Error(`health check timed out after ${TIMEOUT_MS} ms`)), TIMEOUT_MS)
  call.then(resolve, reject).finally(() => clearTimeout(timer))
  return promise
}

/** A connection of its own, without retries: the health check wants the first error, not the last of many. */
function kafkaProbe({ brokers, topic }: KafkaSettings, service: string): () => Promise<Record<string, unknown>> {
  const kafka = new Kafka({
    clientId: `${service}-health`,
    brokers,
    connectionTimeout: 1500,
    requestTimeout: 1500,
    retry: { retries: 0 },
    logLevel: logLevel.NOTHING,
  })
  let admin: Admin | null = null
  return async () => {
    try {
      admin ??= await connected(kafka)
      const { clusterId, brokers: nodes } = await admin.describeCluster()
      const offline = await leaderless(admin, topic)
      if (offline.length > 0) throw new Error(`topic ${topic} has no leader for partitions ${offline.join(', ')}`)
      return { clusterId, nodes: nodes.length }
    } catch (error) {
      void admin?.disconnect().catch(() => undefined)
      admin = null
      throw error
    }
  }
}

async function connected(kafka: Kafka): Promise<Admin> {
  const admin = kafka.admin()
  await admin.connect()
  return admin
}

async function leaderless(admin: Admin, topic: string): Promise<number[]> {
  const { topics } = await admin.fetchTopicMetadata({ topics: [topic] })
  const partitions = topics.flatMap((found) => found.partitions)
  return partitions.filter(({ leader }) => leader < 0).map(({ partitionId }) => partitionId)
}
