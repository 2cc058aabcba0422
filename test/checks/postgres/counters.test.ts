import { describe, expect, it } from 'vitest'
import { checkpointPressure } from '../../../src/checks/postgres/checkpoint-pressure.ts'
import { deadlocks } from '../../../src/checks/postgres/deadlocks.ts'
import { readOnly } from '../../../src/checks/postgres/read-only.ts'
import { slowStatement } from '../../../src/checks/postgres/slow-statement.ts'
import { tempFiles } from '../../../src/checks/postgres/temp-files.ts'
import { checkpoints } from '../../../src/facts/postgres/checkpoints.ts'
import { type DatabaseCounters, databases } from '../../../src/facts/postgres/databases.ts'
import { type Server, server } from '../../../src/facts/postgres/server.ts'
import { type Statement, type Statements, statements } from '../../../src/facts/postgres/statements.ts'
import { ask, GB, HOUR, lookOf, MB, MINUTE, NOW, SECOND, severities } from './examples.ts'

const start = '2026-11-01T00:00:00.000000Z'

const counters = (overrides: Partial<DatabaseCounters>, at = NOW) =>
  lookOf(
    [
      [
        databases,
        {
          ...{
            database: 'users',
            backends: 5,
            commits: 0,
            rollbacks: 0,
            deadlocks: 0,
            conflicts: 0,
            temporaryFiles: 0,
          },
          ...{ temporaryBytes: 0, blocksHit: 0, blocksRead: 0, rowsReturned: 0, rowsFetched: 0, rowsWritten: 0 },
          ...{ checksumFailures: null, countedMs: 24 * HOUR, resetAt: null, serverStart: start, ...overrides },
        },
      ],
    ],
    at,
  )

describe('deadlocks', () => {
  const before = counters({ deadlocks: 100 }, NOW - MINUTE)
  it.each([
    [100, []],
    [101, []],
    [103, ['warning']],
    [130, ['critical']],
  ])('100 a minute ago, now %i: %j', (count, expected) => {
    expect(severities(ask(deadlocks, counters({ deadlocks: count }), before))).toEqual(expected)
  })

  it('asks for a second look only where the counter is suspicious', () => {
    expect(ask(deadlocks, counters({ deadlocks: 3 })).answer).toBe('ok')
    expect(ask(deadlocks, counters({ deadlocks: 5_000 })).wantsSecondLook).toBe(true)
  })

  it('does not compare with counters from before a restart', () => {
    const restarted = counters({ deadlocks: 3, serverStart: '2026-11-22T02:59:30.000000Z' })
    expect(ask(deadlocks, restarted, counters({ deadlocks: 0 }, NOW - MINUTE)).answer).toBe('ok')
  })
})

it.each([
  [100 * MB, []],
  [GB, ['warning']],
  [10 * GB, ['critical']],
])('temporary files: %d bytes within a minute: %j', (temporaryBytes, expected) => {
  expect(severities(ask(tempFiles, counters({ temporaryBytes }), counters({}, NOW - MINUTE)))).toEqual(expected)
})

describe('checkpoints', () => {
  const look = (requested: number, at = NOW, countedMs = 24 * HOUR) =>
    lookOf(
      [
        [
          checkpoints,
          {
            ...{ timed: 280, requested, writeMs: 0, syncMs: 0, checkpointTimeoutMs: 5 * MINUTE },
            ...{ maxWalBytes: GB, countedMs, resetAt: null, serverStart: start },
          },
        ],
      ],
      at,
    )

  it.each([
    [0, 'ok'],
    [1, 'ok'],
    [2, 'found'],
  ])('%i requested within a minute: %s', (requested, expected) => {
    expect(ask(checkpointPressure, look(10 + requested), look(10, NOW - MINUTE)).answer).toBe(expected)
  })

  it('asks for a second look where most of them were requested', () => {
    expect(ask(checkpointPressure, look(5)).answer).toBe('ok')
    expect(ask(checkpointPressure, look(900)).wantsSecondLook).toBe(true)
  })
})

describe('slow statements', () => {
  const statement: Statement = {
    ...{ user: 'app', queryId: '42', toplevel: true, query: 'SELECT * FROM users WHERE email = $1' },
    ...{ calls: 1_000_000, totalMs: 1_000_000, meanMs: 1, maxMs: 900, rows: 1, blocksRead: 0, blocksHit: 0 },
    ...{ temporaryBlocks: 0, walBytes: 0 },
  }
  const look = (overrides: Partial<Statement>, at = NOW, whole: Partial<Statements> = {}) =>
    lookOf(
      [
        [
          statements,
          {
            user: 'ro',
            hidden: 0,
            forgotten: 0,
            resetAt: start,
            serverStart: start,
            statements: [{ ...statement, ...overrides }],
            ...whole,
          },
        ],
      ],
      at,
    )
  const later = (calls: number, meanMs: number, overrides: Partial<Statement> = {}) =>
    look({ calls: statement.calls + calls, totalMs: statement.totalMs + calls * meanMs, ...overrides })
  const before = look({}, NOW - 10 * SECOND)

  it.each<[string, ReturnType<typeof look>, string[]]>([
    ['did not run', look({}), []],
    ['runs as before', later(1000, 1), []],
    ['became 80 times slower', later(100, 80), ['warning']],
    ['makes people wait', later(20, 1500), ['critical']],
    ['ran once: a report', later(1, 4000), []],
    ['is maintenance', later(20, 1500, { query: 'VACUUM users' }), []],
  ])('%s: %j', (_name, now, expected) => {
    expect(severities(ask(slowStatement, now, before))).toEqual(expected)
  })

  it('takes a statement that was always somewhat slow as it is', () => {
    const always = { calls: 1000, totalMs: 80_000 }
    const now = look({ calls: 1100, totalMs: 88_000 })
    expect(ask(slowStatement, now, look(always, NOW - 10 * SECOND)).answer).toBe('ok')
  })

  it('says how slow it was before', () => {
    expect(ask(slowStatement, later(100, 80), before).findings[0]).toMatchObject({
      target: { kind: 'statement', id: { queryId: '42', user: 'app' } },
      summary: expect.stringContaining('takes 80 ms on average (100 calls in 10 s, 1 ms before)'),
    })
  })

  it('does not judge by totals of weeks', () => {
    expect(ask(slowStatement, look({})).answer).toBe('ok')
    expect(ask(slowStatement, look({ meanMs: 300 })).wantsSecondLook).toBe(true)
  })

  it('is unknown while statements of others are hidden', () => {
    const hidden = look({}, NOW, { hidden: 5, user: 'app' })
    expect(ask(slowStatement, hidden)).toMatchObject({ answer: 'unknown', grant: 'GRANT pg_monitor TO app' })
    expect(ask(slowStatement, hidden, before).answer).toBe('unknown')
  })
})

describe('a database that cannot be written to', () => {
  const nothing = { everywhere: false, database: false, roles: [], session: false }
  const look = (overrides: Partial<Server>, at = NOW) =>
    lookOf(
      [
        [
          server,
          {
            ...{ version: 170_010, versionText: '17.10', pooled: false, expects: null, user: 'ro', database: 'users' },
            ...{ inRecovery: false, timeline: 1, startedMs: HOUR, configurationLoadedMs: HOUR, settings: {} },
            rights: { superuser: false, seesAllSessions: true, maySignal: false, reservedSlots: false },
            ...{ readOnlyDefault: nothing, ...overrides },
          },
        ],
      ],
      at,
    )

  it.each<[string, Partial<Server>, string | undefined]>([
    ['a primary', {}, undefined],
    ['a standby that nobody expects to be a primary', { inRecovery: true }, undefined],
    ['a standby as configured', { inRecovery: true, expects: 'standby' }, undefined],
    ['a standby where a primary has to be', { inRecovery: true, expects: 'primary' }, 'recovery'],
    ['read-only by the configuration', { readOnlyDefault: { ...nothing, everywhere: true } }, 'server'],
    ['read-only by ALTER DATABASE', { readOnlyDefault: { ...nothing, database: true } }, 'database'],
    ['read-only for its owner', { readOnlyDefault: { ...nothing, roles: ['app'] } }, 'role'],
    ['read-only in a pooled session', { readOnlyDefault: { ...nothing, session: true } }, 'session'],
    [
      'a standby with read-only defaults',
      { inRecovery: true, readOnlyDefault: { ...nothing, everywhere: true } },
      undefined,
    ],
  ])('%s: %s', (_name, overrides, expected) => {
    expect(ask(readOnly, look(overrides)).findings[0]?.evidence.reason).toBe(expected)
  })

  it('was demoted when it was the primary in an earlier look', () => {
    const { findings } = ask(readOnly, look({ inRecovery: true }), look({}, NOW - MINUTE))
    expect(findings).toMatchObject([{ severity: 'critical', evidence: { reason: 'demoted' } }])
  })
})
