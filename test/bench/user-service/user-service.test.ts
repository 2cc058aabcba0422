import { Redis } from 'ioredis'
import { Kafka } from 'kafkajs'
import { Client } from 'pg'
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest'
import { makeCertificates } from '../machine/certificates.ts'
import { until } from '../machine/until.ts'
import { describeOnBench } from '../require-bench.ts'
import { startAuthService } from './auth-service.ts'
import { startLoad } from './load.ts'
import { probe } from './probe.ts'
import {
  BENCH_START_TIMEOUT_MS,
  bearer,
  bodyOf,
  heal,
  logIn,
  metric,
  SECRET,
  startServiceOnBench,
  statusOf,
} from './service-on-bench.ts'
import { startUserService } from './start.ts'

type Health = { status: string; checks: Record<string, { status: string; error?: string }> }

await describeOnBench(['postgres', 'redis', 'kafka'], 'the sample user service', () => {
  let on: Awaited<ReturnType<typeof startServiceOnBench>>
  const newLog = (since: number) => on.service.log().slice(since)

  beforeAll(async () => {
    on = await startServiceOnBench()
    await heal(on.service)
  }, BENCH_START_TIMEOUT_MS)
  afterAll(() => on?.stop(), 30_000)
  afterEach(() => heal(on.service), 60_000)

  it('serves a mix of requests without an error, from cache where it can', async () => {
    const load = startLoad({ url: on.service.url, jwtSecret: SECRET, ratePerSecond: 40, users: 20 })
    await until('a hundred answers', async () => load.stats().sent >= 100)
    await load.stop()
    const { sent, ok } = load.stats()
    expect(ok).toBe(sent)
    expect(await metric(on.service, 'redis_hits_total')).toBeGreaterThan(10)
    await until('events consumed', async () => {
      const read = await metric(on.service, 'kafka_consumer_messages_total{topic="user-events",result="ok"}')
      return read === (await metric(on.service, 'kafka_producer_messages_total{result="ok"}'))
    })
  }, 60_000)

  it('creates a user once and refuses the same address again', async () => {
    const body = JSON.stringify({ email: 'new@example.com', name: 'New', password: 'x' })
    expect(await statusOf(on.service, '/users', { method: 'POST', body })).toBe(201)
    expect(await statusOf(on.service, '/users', { method: 'POST', body })).toBe(409)
  })

  it('says in every dialect which dependency is down, in the words of its driver', async () => {
    await on.bench.redis.stop()
    await until('not ready', async () => (await statusOf(on.service, '/health/ready')) === 503)
    const { checks } = await bodyOf<Health>(on.service, '/health')
    expect(checks).toMatchObject({ db: { status: 'up' }, redis: { status: 'down' } })
    expect(await statusOf(on.service, '/heartbeat')).toBe(503)
    expect(await bodyOf(on.service, '/actuator/health/redis')).toMatchObject({ status: 'DOWN' })
    expect(await bodyOf(on.service, '/actuator/health/readiness')).toMatchObject({ status: 'OUT_OF_SERVICE' })
    expect(await statusOf(on.service, '/health/live')).toBe(200)
    expect(on.service.log()).toContain(`connect ECONNREFUSED 127.0.0.1:${on.bench.redis.port}`)
    await on.bench.redis.start()
  }, 30_000)

  it('answers 503 while the database is down and recovers by itself', async () => {
    const token = await logIn(on.service)
    await on.bench.postgres.stop()
    expect(await statusOf(on.service, '/users/901', bearer(token))).toBe(503)
    const { status, checks } = await bodyOf<Health>(on.service, '/health')
    expect(status).toBe('error')
    expect(checks.db?.error).toBe(`connect ECONNREFUSED 127.0.0.1:${on.bench.postgres.port}`)
    await on.bench.postgres.start()
    await until('served again', async () => (await statusOf(on.service, '/users/901', bearer(token))) === 200)
  }, 30_000)

  it('gives up on a health check of a frozen database after two seconds', async () => {
    on.bench.postgres.pause()
    const since = performance.now()
    const { checks } = await bodyOf<Health>(on.service, '/health')
    on.bench.postgres.resume()
    expect(performance.now() - since).toBeLessThan(4000)
    expect(checks.db?.error).toBe('health check timed out after 2000 ms')
  }, 30_000)

  it('stays ready, but degraded, without Kafka', async () => {
    await on.bench.kafka.kill()
    const { status, checks } = await bodyOf<Health>(on.service, '/health')
    expect([status, checks.kafka?.status]).toEqual(['degraded', 'down'])
    expect(checks.kafka?.error).toMatch(/connect|connection/i)
    expect(await statusOf(on.service, '/health/ready')).toBe(200)
    await on.bench.kafka.start()
    await until('kafka is up', async () => (await bodyOf<Health>(on.service, '/health')).status === 'ok')
  }, 90_000)

  it('refuses tokens of a rotated secret and says that the signature is wrong', async () => {
    const token = await logIn(on.service)
    await on.service.restart({ JWT_SECRET: 'another-secret' })
    expect(await statusOf(on.service, '/users/1', bearer(token))).toBe(401)
    await until('it is logged', async () => on.service.log().includes('invalid token: signature verification failed'))
    await on.service.restart({ JWT_SECRET: SECRET })
    expect(await statusOf(on.service, '/users/1', bearer(token))).toBe(200)
  }, 60_000)

  it('refuses tokens from the future when its clock is slow, and shows its clock in the Date header', async () => {
    const token = await logIn(on.service)
    await on.service.restart({ CLOCK_SKEW_SECONDS: '-600' })
    const response = await fetch(new URL('/users/1', on.service.url), bearer(token))
    expect(await response.json()).toMatchObject({ error: 'unauthorized', reason: 'nbf' })
    const skew = Date.parse(response.headers.get('date') ?? '') - Date.now()
    expect(Math.abs(skew + 600_000)).toBeLessThan(3000)
    await heal(on.service, ['CLOCK_SKEW_SECONDS'])
  }, 60_000)

  it('runs out of pool connections when a release leaks them', async () => {
    await on.service.restart({ LEAK: '1', POOL_SIZE: '3' })
    await heal(on.service)
    const put = bearer(await logIn(on.service), { method: 'PUT', body: '{"name":"x"}' })
    const answers = await Promise.all([1, 2, 3, 4].map((id) => statusOf(on.service, `/users/${id}`, put)))
    expect(answers.toSorted()).toEqual([200, 200, 200, 503])
    expect(on.service.log()).toContain('timeout exceeded when trying to connect')
    expect(await metric(on.service, 'db_connection_pool_active')).toBe(3)
    await heal(on.service, ['LEAK', 'POOL_SIZE'])
  }, 60_000)

  it('lets a statement give up behind a lock', async () => {
    const blocker = new Client({ connectionString: on.bench.postgres.url })
    await blocker.connect()
    await blocker.query('BEGIN; UPDATE users SET name = name WHERE id = 7')
    const put = bearer(await logIn(on.service), { method: 'PUT', body: '{"name":"x"}' })
    expect(await statusOf(on.service, '/users/7', put)).toBe(503)
    await blocker.end()
    expect(on.service.log()).toContain('canceling statement due to lock timeout')
  }, 30_000)

  it('reports a full Redis in its own words, and reads go on', async () => {
    const redis = new Redis(on.bench.redis.url)
    const token = await logIn(on.service)
    await redis.config('SET', 'maxmemory', '1mb')
    expect(await statusOf(on.service, '/users/333', bearer(token))).toBe(200)
    expect(await logIn(on.service)).toBe('')
    await redis.config('SET', 'maxmemory', '0')
    await redis.quit()
    expect(on.service.log()).toContain("OOM command not allowed when used memory > 'maxmemory'")
  }, 30_000)

  it('is stuck for ever at a record that is not JSON', async () => {
    await on.service.restart({ KAFKA_TOPIC: 'poisoned', KAFKA_GROUP: 'poisoned' })
    const producer = new Kafka({ brokers: on.bench.kafka.brokers.split(','), logLevel: 0 }).producer()
    await producer.connect()
    await until('the topic is there', () =>
      producer.send({ topic: 'poisoned', messages: [{ value: '{broken' }] }).then(
        () => true,
        () => false,
      ),
    )
    await producer.disconnect()
    const failed = 'kafka_consumer_messages_total{topic="poisoned",result="error"}'
    await until('three attempts', async () => (await metric(on.service, failed)) >= 3)
    expect(on.service.log()).toMatch(
      /could not handle record poisoned\[\d\]@0.*does not match schema user-event v1: .* in JSON at position 1/,
    )
    await heal(on.service, ['KAFKA_TOPIC', 'KAFKA_GROUP'])
  }, 60_000)

  it('opens the breaker when the auth service is gone, and closes it when it is back', async () => {
    const auth = await startAuthService()
    await on.service.restart({ AUTH_URL: auth.url, BREAKER_RESET_MS: '500' })
    await heal(on.service)
    const token = await logIn(on.service)
    const put = bearer(token, { method: 'PUT', body: '{"name":"x"}' })
    await auth.stop()
    const since = on.service.log().length
    for (let n = 0; n < 6; n += 1) expect(await statusOf(on.service, '/users/1', put)).toBe(503)
    expect(await metric(on.service, 'circuit_breaker_state{name="auth-service"}')).toBe(2)
    expect(newLog(since)).toMatch(/circuit breaker auth-service opened after 5 failures.*ECONNREFUSED/)
    await auth.start()
    await until('closed again', async () => (await statusOf(on.service, '/users/1', put)) === 200)
    expect(await statusOf(on.service, '/admin/breakers/auth-service/open', { method: 'POST' })).toBe(200)
    expect(await statusOf(on.service, '/users/1', put)).toBe(503)
    expect(await statusOf(on.service, '/admin/reset-breakers', { method: 'POST' })).toBe(200)
    expect(await statusOf(on.service, '/users/1', put)).toBe(200)
    await heal(on.service, ['AUTH_URL', 'BREAKER_RESET_MS'])
    await auth.stop()
  }, 60_000)

  it('fails some requests in a bad release, and counts them under the names of Micrometer', async () => {
    await on.service.restart({ BUG_RATE: '100', METRICS_STYLE: 'micrometer', HEALTH_DIALECT: 'actuator' })
    expect(await statusOf(on.service, '/users/1')).toBe(500)
    expect(on.service.log()).toContain("Cannot read properties of undefined (reading 'theme')")
    const labels = 'method="GET",uri="/users/{id}",status="500",outcome="SERVER_ERROR"'
    expect(await metric(on.service, `http_server_requests_seconds_count{${labels}}`)).toBe(1)
    expect(await statusOf(on.service, '/health')).toBe(404)
    await heal(on.service, ['BUG_RATE', 'METRICS_STYLE', 'HEALTH_DIALECT'])
  }, 60_000)

  it('can be configured in the Spring style, and serves TLS', async () => {
    const { host, port, url, database } = on.bench.postgres
    const { username, password } = new URL(url)
    const certificates = await makeCertificates(on.bench.dir, 'service')
    const spring = await startUserService({
      logFile: `${on.bench.dir}/spring.jsonl`,
      env: {
        SPRING_DATASOURCE_URL: `jdbc:postgresql://${host}:${port}/${database}`,
        SPRING_DATASOURCE_USERNAME: username,
        SPRING_DATASOURCE_PASSWORD: password,
        SPRING_DATA_REDIS_HOST: on.bench.redis.host,
        SPRING_DATA_REDIS_PORT: String(on.bench.redis.port),
        SPRING_KAFKA_BOOTSTRAP_SERVERS: on.bench.kafka.brokers,
        JWT_SECRET: SECRET,
        USERS_TABLE: 'user_profile',
        CONSUMER: 'off',
        TLS_CERT: certificates.serverCertificate,
        TLS_KEY: certificates.serverKey,
      },
    })
    await until('ready', async () => (await probe(new URL('/health', spring.url))) === 200)
    await spring.stop()
  }, 60_000)
})
