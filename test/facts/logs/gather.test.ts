import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { gather } from '../../../src/facts/logs/gather.ts'
import { goesOn, onsetOf } from '../../../src/facts/logs/occurrence.ts'

const now = Date.parse('2026-11-22T03:00:00Z')
const iso = (ageMs: number) => new Date(now - ageMs).toISOString()

function file(lines: readonly string[], over: { writtenAt?: number; bytes?: number } = {}) {
  const text = `${lines.join('\n')}\n`
  return { path: '/var/log/service.log', text, bytes: Buffer.byteLength(text), writtenAt: now, ...over }
}

const json = (ageMs: number, fields: object) => JSON.stringify({ level: 'error', time: iso(ageMs), ...fields })

describe('reads the formats of the runbooks', () => {
  test.each([
    ['JSON of Node', `{"level":"error","time":"${iso(1000)}","msg":"boom 1"}`],
    ['pino', `{"level":50,"time":${now - 1000},"msg":"boom 1"}`],
    ['logstash', `{"@timestamp":"${iso(1000)}","level":"ERROR","message":"boom 1"}`],
    ['zap', `{"level":"error","ts":${(now - 1000) / 1000},"msg":"boom 1"}`],
    [
      'logback',
      `${iso(1000).replace('T', ' ').replace('.', ',').replace('Z', '')} [main] ERROR c.x.UserService - boom 1`,
    ],
    ['ISO', `${iso(1000)} ERROR boom 1`],
    ['logfmt', `${iso(1000)} level=error msg="boom"`],
    ['Go', `${iso(1000).slice(0, 19).replaceAll('-', '/').replace('T', ' ')} ERROR boom 1`],
    ['syslog', 'Nov 22 02:59:59 host user-service[42]: ERROR boom 1'],
  ])('%s', (_, line) => {
    const { shapes, undated } = gather([file([line])], now)
    expect(undated).toBe(0)
    expect(shapes).toMatchObject([{ level: 'error', count: 1 }])
    expect(shapes[0]?.lastAgeMs).toBeLessThan(2_000)
  })
})

test('a stack trace belongs to the line before it, and its first line names the failure', () => {
  const lines = [
    `${iso(2000)} [main] ERROR c.x.UserService - request failed`,
    'org.springframework.dao.DataAccessResourceFailureException: Failed to obtain JDBC Connection',
    '\tat com.example.UserService.find(UserService.java:42)',
    'Caused by: java.sql.SQLTransientConnectionException: HikariPool-1 - Connection is not available, request timed out after 30000ms.',
  ]
  const { lines: count, failures } = gather([file(lines)], now)
  expect(count).toBe(1)
  expect(failures).toMatchObject([{ signature: 'pool-timeout', system: 'postgres', count: 1 }])
})

test('groups what differs only in numbers, ids, paths and quoted values', () => {
  const lines = [
    json(3000, { msg: 'user 17 not found at /srv/app/users.js' }),
    json(2000, { msg: 'user 4711 not found at /srv/lib/x.js' }),
    json(1000, { msg: 'order "a" of 9f1c2d3e-1111-4222-8333-444455556666 failed' }),
    json(500, { msg: "order 'b' of 00000000-1111-4222-8333-444455556666 failed" }),
  ]
  expect(gather([file(lines)], now).shapes.map(({ shape, count }) => [shape, count])).toEqual([
    ['order <text> of <id> failed', 2],
    ['user <n> not found at <path>', 2],
  ])
})

test('says the same whatever the order of the lines', () => {
  const lines = [1, 2, 3, 4, 5, 6].map((n) =>
    json(n * 9_000, {
      msg: `GET /users/${n} failed`,
      err: n % 2 ? 'deadlock detected' : 'connect ECONNREFUSED 10.0.0.5:5432',
    }),
  )
  const straight = gather([file(lines, { writtenAt: now - 9_000 })], now)
  fc.assert(
    fc.property(fc.shuffledSubarray(lines, { minLength: lines.length }), (shuffled) => {
      // Each line in a file of its own: within a file the order is the order of writing.
      const files = shuffled.map((line) => file([line], { writtenAt: now - 60_000 }))
      const { shapes, failures } = gather(files, now)
      expect({ shapes, failures }).toEqual({ shapes: straight.shapes, failures: straight.failures })
    }),
  )
})

test('nothing personal or secret leaves the log', () => {
  const secrets = json(1000, {
    msg: 'login of anna@example.com failed',
    err: 'postgres://app:hunter2@db:5432/users refused',
  })
  const text = JSON.stringify(gather([file([secrets])], now))
  expect(text).not.toContain('anna@example.com')
  expect(text).not.toContain('hunter2')
})

test('a status counts where a request was answered, not where its failure was logged', () => {
  const lines = [
    json(1000, { level: 'info', msg: 'request completed', status: 503, durationMs: 4 }),
    json(1000, { msg: 'GET /users/:id failed', status: 503 }),
    json(1000, { level: 'info', msg: 'request completed', status: 200, durationMs: 4 }),
    `10.0.0.1 - - [22/Nov/2026:02:59:58 +0000] "GET /users/1 HTTP/1.1" 401 12 "-" "curl"`,
  ]
  const { requests } = gather([file(lines)], now)
  expect(requests?.latest).toEqual({ total: 3, failed: 1, refused: 1 })
})

describe('times', () => {
  test('a clock that is ahead is corrected by the time at which the file was written', () => {
    const { failures, files } = gather([file([json(-7_200_000, { msg: 'deadlock detected' })])], now)
    expect(failures).toMatchObject([{ lastAgeMs: 0 }])
    expect(files).toMatchObject([{ clockAheadMs: 7_200_000 }])
  })

  test('lines before and after a clock was set back stay in their order', () => {
    const lines = [
      json(30_000, { msg: 'deadlock detected' }),
      json(605_000, { msg: 'read ECONNRESET' }),
      json(600_000, { msg: 'x' }),
    ]
    const { failures } = gather([file(lines)], now)
    expect(failures.map(({ lastAgeMs }) => lastAgeMs)).toEqual([5_000, 5_000])
  })

  test('old lines in a file that nobody writes to any more are old', () => {
    const quiet = file([json(600_000, { msg: 'deadlock detected' })], { writtenAt: now - 600_000 })
    expect(gather([quiet], now).failures).toMatchObject([{ lastAgeMs: 600_000 }])
  })

  test('what is older than 15 minutes is not counted', () => {
    expect(gather([file([json(960_000, { msg: 'x' })], { writtenAt: now - 960_000 })], now).lines).toBe(0)
  })
})

describe('onset', () => {
  const minutes = (...counts: number[]) => [...counts, ...Array.from({ length: 15 - counts.length }, () => 0)]
  const occurrence = (perMinute: readonly number[], firstAgeMs: number, lastAgeMs = 1_000) => ({
    runAgeMs: firstAgeMs,
    count: perMinute.reduce((sum, each) => sum + each, 0),
    ...{ perMinute, firstAgeMs, lastAgeMs },
  })

  test('is exact where the log reaches further back than the first of it', () => {
    expect(onsetOf(occurrence(minutes(30, 30, 12), 145_000), 900_000, now)).toEqual({
      accuracy: 'exact',
      at: now - 145_000,
    })
  })

  test('is the minute of the rise where there was some of it before', () => {
    const rising = occurrence([30, 30, 12, 0, 1, 0, 1, 0, 0, 1, 0, 0, 0, 0, 0], 590_000)
    expect(onsetOf(rising, 900_000, now)).toEqual({ accuracy: 'atMost', at: now - 180_000 })
  })

  test('is that of the present run, not of one that was healed', () => {
    const lines = [52, 51, 50, 5, 4, 3, 2, 1].map((seconds) => json(seconds * 1000, { msg: 'deadlock detected' }))
    const { failures, coversMs } = gather([file(lines)], now)
    expect(failures.map((each) => onsetOf(each, coversMs, now))).toEqual([{ accuracy: 'exact', at: now - 5_000 }])
  })

  test('is unknown where the log begins in the midst of it', () => {
    expect(onsetOf(occurrence(minutes(30, 30), 119_500), 120_000, now).accuracy).toBe('unknown')
  })

  test.each([
    ['a burst of a second ago goes on', minutes(50), 20_000, 1_000, true],
    ['a burst that ended half a minute ago is over', minutes(50), 45_000, 30_000, false],
    ['what comes every 20 s goes on after 30 s', minutes(3, 3), 110_000, 30_000, true],
    ['what was healed a minute ago is over', minutes(0, 3, 3), 170_000, 60_000, false],
  ])('%s', (_, perMinute, first, last, expected) => {
    expect(goesOn(occurrence(perMinute, first, last))).toBe(expected)
  })
})
