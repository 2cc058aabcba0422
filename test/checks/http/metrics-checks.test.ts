import { describe, expect, test } from 'vitest'
import { authFailures } from '../../../src/checks/http/auth-failures.ts'
import { cacheHitRatio } from '../../../src/checks/http/cache-hit-ratio.ts'
import { errorRate } from '../../../src/checks/http/error-rate.ts'
import { eventLoopLag } from '../../../src/checks/http/event-loop-lag.ts'
import { latency } from '../../../src/checks/http/latency.ts'
import { poolSaturated } from '../../../src/checks/http/pool-saturated.ts'
import { trafficSpike } from '../../../src/checks/http/traffic-spike.ts'
import { parseExposition } from '../../../src/facts/http/exposition.ts'
import { readingOf } from '../../../src/facts/http/metrics-collect.ts'
import { ask, now } from './ask.ts'

/** A process that started ten minutes ago. */
function reading(text: string) {
  const start = `process_start_time_seconds ${now / 1000 - 600}\n`
  return readingOf('/metrics', parseExposition(start + text), { serverTime: now, clockSkewMs: 0 })
}

const requests = (ok: number, failed = 0, refused = 0) =>
  reading(`http_requests_total{route="/users",status="200"} ${ok}
http_requests_total{route="/users",status="500"} ${failed}
http_requests_total{route="/users",status="401"} ${refused}`)

describe('error rate', () => {
  test.each([
    ['no error', requests(1000), requests(1100), 'ok'],
    ['one failed request of twenty', requests(1000), requests(1019, 1), 'ok'],
    ['half a percent', requests(1000), requests(1995, 5), 'ok'],
    ['two percent', requests(1000), requests(1980, 20), 'warning'],
    ['ten percent', requests(1000), requests(1090, 10), 'critical'],
    ['all of five requests', requests(1000), requests(1000, 5), 'critical'],
    ['many errors, but before', requests(1000, 900), requests(1100, 900), 'ok'],
  ])('%s', (_, before, after, expected) => {
    const answer = ask(errorRate, 'http.metrics', after, before)
    expect(answer.findings[0]?.severity ?? answer.answer).toBe(expected)
  })

  test('one look at a service with few errors is enough, with many it wants a second', () => {
    expect(ask(errorRate, 'http.metrics', requests(10_000, 3)).answer).toBe('ok')
    expect(ask(errorRate, 'http.metrics', requests(100, 50)).wantsSecondLook).toBe(true)
  })

  test('metrics without requests are no answer', () => {
    expect(ask(errorRate, 'http.metrics', reading('up 1')).answer).toBe('unknown')
  })
})

test.each([
  ['a usual share of wrong passwords', requests(900, 0, 100), requests(990, 0, 110), 'ok'],
  ['a jump', requests(1000, 0, 10), requests(1060, 0, 50), 'warning'],
  ['refused from the start', requests(4, 0, 96), requests(8, 0, 192), 'critical'],
  ['a few of few', requests(1000), requests(1001, 0, 5), 'ok'],
])('auth failures: %s', (_, before, after, expected) => {
  const answer = ask(authFailures, 'http.metrics', after, before)
  expect(answer.findings[0]?.severity ?? answer.answer).toBe(expected)
})

const durations = (fast: number, slow: number) =>
  reading(`http_requests_total{status="200"} ${fast + slow}
http_request_duration_seconds_bucket{le="0.1"} ${fast}
http_request_duration_seconds_bucket{le="1"} ${fast}
http_request_duration_seconds_bucket{le="5"} ${fast + slow}
http_request_duration_seconds_bucket{le="+Inf"} ${fast + slow}
http_request_duration_seconds_count ${fast + slow}`)

test.each([
  ['fast now, slow before', durations(0, 1000), durations(100, 1000), 'ok'],
  ['slow now', durations(1000, 0), durations(1090, 10), 'critical'],
  ['one slow of few', durations(1000, 0), durations(1009, 1), 'ok'],
])('latency: %s', (_, before, after, expected) => {
  const answer = ask(latency, 'http.metrics', after, before)
  expect(answer.findings[0]?.severity ?? answer.answer).toBe(expected)
})

const pool = (active: number, idle: number, waiting: number, max = 10) =>
  reading(`db_connection_pool_active ${active}\ndb_connection_pool_idle ${idle}
db_connection_pool_waiting ${waiting}\ndb_connection_pool_max ${max}`)

test.each([
  ['half in use', pool(5, 5, 0), undefined, 'ok'],
  ['all in use and requests wait', pool(10, 0, 3), undefined, 'critical'],
  ['someone waits while a connection opens', pool(1, 0, 1), undefined, 'ok'],
  ['full for a moment', pool(10, 0, 0), pool(2, 8, 0), 'ok'],
  ['full twice, nobody waits', pool(10, 0, 0), pool(9, 1, 0), 'warning'],
  ['full once, not known before', pool(10, 0, 0), undefined, 'unknown'],
])('pool: %s', (_, after, before, expected) => {
  const answer = ask(poolSaturated, 'http.metrics', after, before)
  expect(answer.findings[0]?.severity ?? answer.answer).toBe(expected)
})

test.each([
  [0.01, 0.02, 'ok'],
  [0.01, 0.4, 'warning'],
  [1.5, 0.4, 'critical'],
])('event loop held up %f s, p99 %f s: %s', (lag, p99, expected) => {
  const value = reading(`nodejs_eventloop_lag_seconds ${lag}\nnodejs_eventloop_lag_p99_seconds ${p99}`)
  const answer = ask(eventLoopLag, 'http.metrics', value)
  expect(answer.findings[0]?.severity ?? answer.answer).toBe(expected)
})

const cache = (hits: number, misses: number) =>
  reading(`http_requests_total{status="200"} 1\nredis_hits_total ${hits}\nredis_misses_total ${misses}`)

test.each([
  ['as before', cache(900, 100), cache(1800, 200), 'ok'],
  ['cold', cache(900, 100), cache(920, 280), 'warning'],
  ['few reads', cache(900, 100), cache(901, 110), 'ok'],
  ['never helped', cache(10, 990), cache(10, 1990), 'ok'],
])('cache: %s', (_, before, after, expected) => {
  const answer = ask(cacheHitRatio, 'http.metrics', after, before)
  expect(answer.findings[0]?.severity ?? answer.answer).toBe(expected)
})

test.each([
  ['as before', requests(6_000), requests(6_100), 'ok'],
  ['ten times as much', requests(6_000), requests(7_000), 'warning'],
  ['a service nobody called before', requests(2), requests(400), 'ok'],
])('traffic: %s', (_, before, after, expected) => {
  const answer = ask(trafficSpike, 'http.metrics', after, before)
  expect(answer.findings[0]?.severity ?? answer.answer).toBe(expected)
})
