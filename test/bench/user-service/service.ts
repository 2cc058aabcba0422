import type { Server } from 'node:http'
import { createAuthCheck } from './auth-client.ts'
import { type Breaker, createBreaker } from './breaker.ts'
import { createCache, openRedis } from './cache.ts'
import { type Clock, skewedClock } from './clock.ts'
import type { Configuration } from './configuration.ts'
import { type ConsumerState, type EventConsumer, startConsumer } from './consumer.ts'
import { type Database, openDatabase } from './database.ts'
import { sabotage } from './faults.ts'
import { type Component, databaseComponent, featuresComponent, kafkaComponent, redisComponent } from './health.ts'
import { healthRoutes } from './health-routes.ts'
import { createEvents, openKafka } from './kafka.ts'
import { createListener } from './listener.ts'
import type { Log } from './log.ts'
import { createMetrics } from './metrics.ts'
import { operationsRoutes } from './operations-routes.ts'
import { awaitSchema, migrate, whenPossible } from './schema.ts'
import { createSessions } from './sessions.ts'
import { createTokens } from './tokens.ts'
import { userRoutes } from './user-routes.ts'
import { createUsers } from './users.ts'

/** The running service behind its listener. */
export interface Service {
  readonly server: Server
  /** Creates the schema or waits for it, then starts to consume. */
  begin(): Promise<void>
  /** Stops taking work, finishes what is under way, and hangs up. */
  stop(): Promise<void>
}

/** Puts the parts together; connects to nothing yet except Redis, whose client connects by itself. */
export function createService(configuration: Configuration, log: Log): Service {
  const { service, role, tables, kafka: kafkaSettings, faults } = configuration
  const clock = skewedClock(faults.clockSkewSeconds)
  const database = openDatabase(configuration.postgres, service, log)
  const breaker = createBreaker('auth-service', configuration.auth, log)
  const redis = configuration.redis && role !== 'consumer' ? openRedis(configuration.redis, service, log) : null
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
  const consumerState = (): ConsumerState => consumer?.state() ?? (role === 'web' ? 'off' : 'starting')
  if (redis) components.push(redisComponent(redis))
  if (kafkaSettings) components.push(kafkaComponent(kafkaSettings, service, consumerState))
  if (faults.bug === 'ready') components.push(featuresComponent())
  const cache = createCache(redis, configuration.cache, metrics.cache, log)
  const shared = { database, breaker, components, cache, events, metrics, redis, clock, log, stopping }
  const server = listen(configuration, shared)
  return {
    server,
    async begin() {
      await schemaIsReady(configuration, database, log, stopping.signal)
      migrated = !stopping.signal.aborted
      if (!migrated || !kafka || !kafkaSettings || role === 'web') return
      const { handlerDelayMs } = faults
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

/** Makes the schema, or leaves that to the job that is there for it. */
async function schemaIsReady(
  { role, tables, postgres, failFast }: Configuration,
  database: Database,
  log: Log,
  signal: AbortSignal,
): Promise<void> {
  const migrates = role === 'all'
  const attempt = () => (migrates ? migrate(database, tables, postgres) : awaitSchema(database, tables))
  if (failFast) await attempt()
  else await whenPossible(migrates ? 'database migration' : 'look for the database schema', attempt, log, signal)
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
  const business = userRoutes({
    users: createUsers(database, tables, configuration.faults.leak),
    sessions: createSessions(database, redis, tables, sessionOptions),
    tokens: createTokens(tokens, clock),
    authCheck: createAuthCheck(configuration.auth.url, breaker),
    cache,
    events,
    log,
  })
  const routes = [
    // A consumer listens for those who ask how it is.
    ...(configuration.role === 'consumer' ? [] : business),
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
