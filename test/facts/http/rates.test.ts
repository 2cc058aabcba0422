import { expect, test } from 'vitest'
import { parseExposition } from '../../../src/facts/http/exposition.ts'
import type { Metrics } from '../../../src/facts/http/metrics.ts'
import { readingOf } from '../../../src/facts/http/metrics-collect.ts'
import { quantile, ratesBetween } from '../../../src/facts/http/rates.ts'

const serverTime = 1_700_000_060_000

function reading(text: string): Metrics {
  return readingOf('/metrics', parseExposition(text), { serverTime, clockSkewMs: 0 })
}

const plain = (ok: number, failed: number, fast: number, slow: number) => `
# HELP http_requests_total Requests answered
# TYPE http_requests_total counter
http_requests_total{method="GET",route="/users/:id",status="200"} ${ok}
http_requests_total{method="GET",route="/users/:id",status="503"} ${failed}
http_requests_total{method="GET",route="/search",status="401"} 4
http_requests_total{method="GET",route="/health/ready",status="503"} 9999
http_request_duration_seconds_bucket{le="0.1",route="/users/:id"} ${fast}
http_request_duration_seconds_bucket{le="1",route="/users/:id"} ${fast + slow}
http_request_duration_seconds_bucket{le="+Inf",route="/users/:id"} ${fast + slow}
http_request_duration_seconds_sum{route="/users/:id"} 12
http_request_duration_seconds_count{route="/users/:id"} ${fast + slow}
redis_hits_total ${ok}
redis_misses_total ${failed}
process_start_time_seconds 1.7e9
`

test('counts what happened between two readings, not what happened before', () => {
  const rates = ratesBetween(reading(plain(1000, 500, 900, 100)), reading(plain(1090, 510, 990, 110)), 10_000)
  expect(rates).toMatchObject({ requests: 100, perSecond: 10, errors: 10, errorRate: 0.1, authFailures: 0 })
  expect(rates?.cacheHitRatio).toBe(0.9)
  expect(rates?.failingRoutes).toEqual([{ route: 'GET /users/:id', requests: 100, errors: 10 }])
})

test('interpolates quantiles within the bucket as Prometheus does', () => {
  const rates = ratesBetween(reading(plain(0, 0, 0, 0)), reading(plain(90, 10, 90, 10)), 10_000)
  expect(rates?.p99Ms).toBeCloseTo(910)
  expect(rates?.p50Ms).toBeCloseTo(55.6, 1)
})

test('a quantile beyond the last bound is that bound, and none without requests', () => {
  const buckets = [
    { leMs: 100, count: 1 },
    { leMs: null, count: 10 },
  ]
  expect(quantile({ count: 10, sumMs: 0, buckets }, 0.99)).toBe(100)
  expect(quantile({ count: 0, sumMs: 0, buckets: [] }, 0.99)).toBeNull()
})

test('gives no rates where a counter went backwards: another process answered', () => {
  expect(ratesBetween(reading(plain(1000, 0, 0, 0)), reading(plain(10, 0, 0, 0)), 10_000)).toBeNull()
})

test('leaves probes and pages that do not exist out of what users feel', () => {
  const { requests } = reading(`${plain(10, 0, 0, 0)}http_requests_total{route="unmatched",status="404"} 70\n`)
  expect(requests).toMatchObject({ total: 14, errors: 0, unauthorized: 4 })
})

test('measures the age of the process by the clock of the server', () => {
  expect(reading(plain(0, 0, 0, 0)).processAgeMs).toBe(60_000)
})

test('reads the words of Spring Boot with Micrometer, HikariCP and resilience4j', () => {
  const spring = reading(`
http_server_requests_seconds_count{method="GET",outcome="SUCCESS",status="200",uri="/users/{id}",} 90.0
http_server_requests_seconds_count{method="GET",outcome="SERVER_ERROR",status="500",uri="/users/{id}",} 10.0
http_server_requests_seconds_count{outcome="SUCCESS",status="200",uri="/actuator/health"} 777
hikaricp_connections_active{pool="HikariPool-1",} 10.0
hikaricp_connections_idle{pool="HikariPool-1",} 0.0
hikaricp_connections_pending{pool="HikariPool-1",} 3.0
hikaricp_connections_max{pool="HikariPool-1",} 10.0
hikaricp_connections{pool="HikariPool-1",} 10.0
cache_gets_total{cache="users",result="hit"} 5
cache_gets_total{cache="users",result="miss"} 2
resilience4j_circuitbreaker_state{name="auth",state="open"} 1
resilience4j_circuitbreaker_state{name="auth",state="closed"} 0
jvm_memory_used_bytes{area="heap",id="G1 Eden"} 100
jvm_memory_max_bytes{area="heap"} 1000`)
  expect(spring.requests).toMatchObject({ total: 100, errors: 10 })
  expect(spring.pools).toEqual([{ name: 'HikariPool-1', active: 10, idle: 0, waiting: 3, max: 10 }])
  expect(spring.cache).toEqual({ hits: 5, misses: 2 })
  expect(spring.breakers).toMatchObject([{ name: 'auth', state: 'open' }])
  expect(spring.heapMaxBytes).toBe(1000)
})

test.each([
  ['go_sql_in_use_connections{db_name="users"} 3\ngo_sql_max_open_connections{db_name="users"} 10', 3, 10],
  ['go_sql_connections_in_use{db_name="users"} 3\ngo_sql_connections_max_open{db_name="users"} 10', 3, 10],
  ['db_client_connections_usage{pool_name="p",state="used"} 3\ndb_client_connections_max{pool_name="p"} 10', 3, 10],
  ['pg_pool_active 3\npg_pool_max 10', 3, 10],
  ['pgxpool_acquired_conns 3\npgxpool_max_conns 10', 3, 10],
])('knows the pool gauges of other libraries: %s', (text, active, max) => {
  expect(reading(text).pools).toMatchObject([{ active, max }])
})

test.each([
  ['0 closed, 1 half-open, 2 open', 2, 'open'],
  ['0=closed 1=open 2=half_open', 1, 'open'],
  ['State of the breaker', 1, 'open'],
  ['0 closed, 1 half-open, 2 open', 1, 'half-open'],
])('reads the number of a breaker by its help text: %s', (help, value, state) => {
  const text = `# HELP circuit_breaker_state ${help}\ncircuit_breaker_state{name="auth"} ${value}\n`
  expect(reading(text).breakers).toMatchObject([{ name: 'auth', state }])
})
