import { describe, expect, it } from 'vitest'
import { blocking } from '../../../src/checks/postgres/blocking.ts'
import { connections } from '../../../src/checks/postgres/connections.ts'
import { idleInTransaction } from '../../../src/checks/postgres/idle-in-transaction.ts'
import { longRunning } from '../../../src/checks/postgres/long-running.ts'
import { waitingDdlCheck } from '../../../src/checks/postgres/waiting-ddl.ts'
import { type Activity, activity, type Session } from '../../../src/facts/postgres/activity.ts'
import { activityOf, ask, HOUR, lookOf, MINUTE, NOW, SECOND, session, severities } from './examples.ts'

const look = (overrides: Partial<Activity>) => lookOf([[activity, activityOf(overrides)]])
const group = (application: string, state: string, count: number) => ({
  ...{ application, user: 'app', database: 'users', client: '10.0.0.7', state, count, oldestStateMs: MINUTE },
})

describe('connections', () => {
  it.each([
    [77, []],
    [78, ['warning']],
    [87, ['warning']],
    [88, ['critical']],
  ])('%i of 97 usable ones: %j', (clientBackends, expected) => {
    expect(severities(ask(connections, look({ clientBackends })))).toEqual(expected)
  })

  it('names the application that holds the most, and what it does with them', () => {
    const groups = [
      group('user-service', 'idle in transaction', 76),
      group('user-service', 'active', 4),
      group('cron', 'idle', 13),
    ]
    const [finding] = ask(connections, look({ clientBackends: 93, groups })).findings
    expect(finding?.summary).toBe(
      '93 of 97 usable connections in use; user-service holds 80, 76 of them idle in transaction',
    )
    expect(finding?.evidence.applications).toMatchObject([
      { application: 'user-service', count: 80, states: { active: 4, 'idle in transaction': 76 } },
      { application: 'cron', count: 13 },
    ])
  })

  it('is unknown while sessions are hidden, unless those that are seen suffice', () => {
    expect(ask(connections, look({ hidden: 60, clientBackends: 2, user: 'app' }))).toMatchObject({
      answer: 'unknown',
      grant: 'GRANT pg_monitor TO app',
    })
    expect(ask(connections, look({ hidden: 3, clientBackends: 90 })).answer).toBe('found')
  })

  it('minds the limit of a role, but not the one usrops itself fills', () => {
    const limit = { kind: 'role', name: 'app', limit: 10, used: 10 } as const
    expect(ask(connections, look({ limits: [limit] })).findings).toMatchObject([
      { severity: 'critical', target: { kind: 'role', id: { name: 'app' } } },
    ])
    const own = { kind: 'role', name: 'usrops_ro', limit: 5, used: 5 } as const
    const groups = [{ ...group('usrops/diagnose', 'idle', 5), user: 'usrops_ro' }]
    expect(ask(connections, look({ limits: [own], groups })).answer).toBe('ok')
  })
})

const waiter = (pid: number, blockedBy: number[], waitMs: number, overrides: Partial<Session> = {}) =>
  session({ pid, blockedBy, waitMs, lockType: 'transactionid', lockMode: 'ShareLock', relation: 'users', ...overrides })
const idle = (pid: number, stateMs: number) =>
  session({ pid, state: 'idle in transaction', stateMs, transactionMs: stateMs })

describe('blocking', () => {
  it.each<[string, Session[], string[]]>([
    ['nobody waits', [idle(1, HOUR)], []],
    ['one waits for a moment', [session({ pid: 1 }), waiter(2, [1], 500)], []],
    ['one waits for a minute', [session({ pid: 1 }), waiter(2, [1], MINUTE)], ['warning']],
    ['one waits for five minutes', [session({ pid: 1 }), waiter(2, [1], 5 * MINUTE)], ['critical']],
    ['three wait for an idle one', [idle(1, 5_000), ...[2, 3, 4].map((pid) => waiter(pid, [1], 3_000))], ['critical']],
    [
      'three wait for a busy one',
      [session({ pid: 1 }), ...[2, 3, 4].map((pid) => waiter(pid, [1], 3_000))],
      ['warning'],
    ],
    ['three wait for an instant', [idle(1, 5_000), ...[2, 3, 4].map((pid) => waiter(pid, [1], 100))], []],
    ['a circle, which the server ends', [waiter(1, [2], MINUTE), waiter(2, [1], MINUTE)], []],
  ])('%s: %j', (_name, sessions, expected) => {
    expect(severities(ask(blocking, look({ sessions })))).toEqual(expected)
  })

  it('blames the root of a queue, whatever stands between', () => {
    const sessions = [
      idle(1, 14 * MINUTE),
      waiter(2, [1], 13 * MINUTE),
      waiter(3, [2], MINUTE),
      waiter(4, [2, 3], SECOND),
    ]
    expect(ask(blocking, look({ sessions })).findings).toMatchObject([
      {
        target: { kind: 'session', id: { pid: 1, backendStart: '2026-11-22T01:00:00.000000Z' } },
        summary: 'pid 1 (user-service, idle in transaction) blocks 3 sessions on users, the longest for 13 min',
        since: { accuracy: 'exact', at: NOW - 13 * MINUTE },
        evidence: { victims: 3, direct: 1, relation: 'users' },
      },
    ])
  })

  it('knows that pid 0 is a prepared transaction', () => {
    const { findings } = ask(blocking, look({ sessions: [waiter(2, [0], 10 * MINUTE)] }))
    expect(findings[0]).toMatchObject({ summary: expect.stringContaining('a prepared transaction blocks 1 session') })
  })
})

describe('waiting DDL', () => {
  const ddl = (waitMs: number) => waiter(2, [1], waitMs, { lockType: 'relation', lockMode: 'AccessExclusiveLock' })
  it.each<[string, Session[], string[]]>([
    ['alone for a while', [session({ pid: 1 }), ddl(30 * SECOND)], []],
    ['alone for a minute', [session({ pid: 1 }), ddl(MINUTE)], ['warning']],
    ['with somebody behind', [session({ pid: 1 }), ddl(3_000), waiter(3, [2], 2_000)], ['warning']],
    [
      'with a queue behind',
      [session({ pid: 1 }), ddl(3_000), ...[3, 4, 5].map((pid) => waiter(pid, [2], 900))],
      ['critical'],
    ],
    [
      'writers of one row are none',
      [
        idle(1, HOUR),
        ...[2, 3, 4].map((pid) => waiter(pid, [1], MINUTE, { lockType: 'tuple', lockMode: 'ExclusiveLock' })),
      ],
      [],
    ],
  ])('%s: %j', (_name, sessions, expected) => {
    expect(severities(ask(waitingDdlCheck, look({ sessions })))).toEqual(expected)
  })
})

describe('sessions that take long', () => {
  it.each<[number, string[]]>([
    [299, []],
    [300, ['warning']],
    [1800, ['critical']],
  ])('idle in a transaction for %i s: %j', (seconds, expected) => {
    expect(severities(ask(idleInTransaction, look({ sessions: [idle(1, seconds * SECOND)] })))).toEqual(expected)
  })

  it.each<[string, Partial<Session>, string[]]>([
    ['a query for 6 min', { queryMs: 6 * MINUTE }, ['warning']],
    ['a query for an hour', { queryMs: HOUR }, ['critical']],
    ['a backup', { queryMs: HOUR, application: 'pg_dump' }, []],
    ['an index', { queryMs: HOUR, query: 'CREATE INDEX CONCURRENTLY a ON b (c)' }, []],
    ['one that waits for a lock', { queryMs: HOUR, blockedBy: [9] }, []],
    ['one that is idle', { queryMs: HOUR, state: 'idle' }, []],
    ['a wal sender', { queryMs: HOUR, backendType: 'walsender' }, []],
  ])('running for long: %s', (_name, overrides, expected) => {
    expect(severities(ask(longRunning, look({ sessions: [session(overrides)] })))).toEqual(expected)
  })

  it('is unknown where nothing bad is seen and sessions are hidden', () => {
    for (const check of [idleInTransaction, longRunning]) {
      expect(ask(check, look({ hidden: 2 })).answer).toBe('unknown')
      expect(ask(check, look({ hidden: 2, sessions: [idle(1, HOUR), session({ queryMs: HOUR })] })).answer).toBe(
        'found',
      )
    }
  })
})
