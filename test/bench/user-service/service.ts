import type { Server } from 'node:http'
import { createAuthCheck } from './auth-client.ts'
import { type Breaker, createBreaker } from './breaker.ts'
import { createCache, openRedis } from './cache.ts'
import { type Clock, skewedClock } from './clock.ts'
import type { Configuration } from './configuration.ts'
import { type ConsumerState, type EventConsumer, startConsumer } from './consumer.ts'
import { type Database, openDatabase } from './database.ts'
import { sabotage } from './faults.ts'
import { type Component, databaseComponent, kafkaComponent, redisComponent } from './health.ts'
import { healthRoutes } from './health-routes.ts'
import { createEvents, openKafka } from './kafka.ts'
import { createListener } from './listener.ts'
import type { Log } from './log.ts'
import { createMetrics } from './metrics.ts'
import { operationsRoutes } from './operations-routes.ts'
import { migrate, migrateWhenPossible } from './schema.ts'
import { createSessions } from './sessions.ts'
import { createTokens } from './tokens.ts'
import { userRoutes } from './user-routes.ts'
import { createUsers } from './users.ts'

/** The running service behind its listener. */
export interface Service {
  readonly server: Server
  /** Creates the schema, then starts to consume. */
  begin(): Promise<void>
  /** Stops taking work, finishes what is under way, and hangs up. */
  stop(): Promise<void>
}

/** Puts the parts together; connects to nothing yet except Redis, whose client connects by itself. */
export function createService(configuration: Configuration, log: Log): Service {
  const { service, tables, kafka: kafkaSettings } = configuration
  const clock = skewedClock(configuration.faults.clockSkewSeconds)
  const database = openDatabase(configuration.postgres, service, log)
  const breaker = createBreaker('auth-service', configuration.auth, log)
  const redis = configuration.redis ? openRedis(configuration.redis, service, log) : null
  const kafka = kafkaSettings ? openKafka(kafkaSettings, service, log) : null
  const metrics = createMetrics(
    { service, version: configuration.version, style: configuration.metrics.style },
    { pool: () => database.counts(), breakers: () => [breaker.snapshot()] },
  )
  const events = kafka && kafkaSettings ? createEvents(kafka, kafkaSettings.topic, metrics.produced, log) : null
  const stopping = new AbortController()
  let migrated = false
  let consumer: EventConsumer | null = null
  const components: Component[] = [databaseComponent(database, () => migrated)]
  const consumerState = (): ConsumerState => consumer?.state() ?? 'starting'
  if (redis) components.push(redisComponent(redis))
  if (kafkaSettings) components.push(kafkaComponent(kafkaSettings, service, consumerState))
  const cache = createCache(redis, configuration.cache, metrics.cache, log)
  const server = listen(configuration, {
    database,
    breaker,
    components,
    cache,
    events,
    metrics,
    redis,
    clock,
    log,
    stopping,
  })
  return {
    server,
    async begin() {
      const attempt = () => migrate(database, tables, configuration.postgres.seedUsers)
      await (configuration.failFast ? attempt() : migrateWhenPossible(attempt, log, stopping.signal))
      migrated = !stopping.signal.aborted
      if (!migrated || !kafka || !kafkaSettings) return
      const { handlerDelayMs } = configuration.faults
      consumer = startConsumer({ kafka, settings: kafkaSettings, tables, database, metrics, log, handlerDelayMs })
    },
    async stop() {
      stopping.abort()
      server.closeIdleConnections()
      await new Promise((done) => server.close(done))
      await Promise.allSettled([consumer?.stop(), events?.close(), redis?.quit(), database.close()])
    },
  }
}

interface Shared {
  readonly database: Database
  readonly breaker: Breaker
  readonly components: readonly Component[]
  readonly cache: ReturnType<typeof createCache>
  readonly events: ReturnType<typeof createEvents> | null
  readonly metrics: ReturnType<typeof createMetrics>
  readonly redis: ReturnType<typeof openRedis> | null
  readonly clock: Clock
  readonly log: Log
  readonly stopping: AbortController
}

function listen(configuration: Configuration, shared: Shared): Server {
  const { service, version, tables, tokens, health } = configuration
  const { database, redis, breaker, cache, events, metrics, clock, log } = shared
  const sessionOptions = { prefix: configuration.cache.prefix, ttlSeconds: tokens.ttlSeconds }
  const routes = [
    ...userRoutes({
      users: createUsers(database, tables, configuration.faults.leak),
      sessions: createSessions(database, redis, tables, sessionOptions),
      tokens: createTokens(tokens, clock),
      authCheck: createAuthCheck(configuration.auth.url, breaker),
      cache,
      events,
      log,
    }),
    ...healthRoutes(
      {
        service,
        version,
        components: shared.components,
        details: health.details,
        accepting: () => !shared.stopping.signal.aborted,
      },
      health.dialects,
    ),
    ...operationsRoutes({ breakers: [breaker], metrics, adminToken: configuration.adminToken }),
  ]
  const {
    tls,
    metrics: { countHealth },
  } = configuration
  return createListener({ routes, metrics, log, clock, countHealth, tls, sabotage: sabotage(configuration.faults) })
}
