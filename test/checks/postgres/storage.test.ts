import { describe, expect, it } from 'vitest'
import { archiver } from '../../../src/checks/postgres/archiver.ts'
import { autovacuumBehind } from '../../../src/checks/postgres/autovacuum-behind.ts'
import { preparedTransactions } from '../../../src/checks/postgres/prepared-transactions.ts'
import { replicationLag } from '../../../src/checks/postgres/replication-lag.ts'
import { slots } from '../../../src/checks/postgres/slots.ts'
import { walSize } from '../../../src/checks/postgres/wal-size.ts'
import { wraparoundCheck } from '../../../src/checks/postgres/wraparound.ts'
import { xminHorizon } from '../../../src/checks/postgres/xmin-horizon.ts'
import {
  type Archiver,
  type Recovery,
  type Replication,
  replication,
  type Slot,
  type Standby,
} from '../../../src/facts/postgres/replication.ts'
import { type TableCare, type Tables, tables } from '../../../src/facts/postgres/tables.ts'
import { type Transactions, transactions, type XminHolder } from '../../../src/facts/postgres/transactions.ts'
import { wal } from '../../../src/facts/postgres/wal.ts'
import { wraparound } from '../../../src/facts/postgres/wraparound.ts'
import { ask, GB, HOUR, lookOf, MB, MINUTE, SECOND, severities } from './examples.ts'

const replicated = (overrides: Partial<Replication>) =>
  lookOf([
    [
      replication,
      { user: 'ro', inRecovery: false, standbys: [], slots: [], archiver: null, recovery: null, ...overrides },
    ],
  ])

describe('a standby as its primary sees it', () => {
  const standby: Standby = {
    ...{ pid: 7, application: 'replica', client: '10.0.0.9', state: 'streaming', syncState: 'async' },
    ...{ sendBytes: 0, flushBytes: 0, replayBytes: 0, replayLagMs: null, replyMs: 100 },
  }
  it.each<[string, Partial<Standby>, string[]]>([
    ['has everything', {}, []],
    ['is 99 MB behind', { replayBytes: 99 * MB }, []],
    ['is 100 MB behind', { replayBytes: 100 * MB }, ['warning']],
    ['is 1 GB behind', { replayBytes: GB }, ['critical']],
    ['is 40 s behind', { replayBytes: MB, replayLagMs: 40 * SECOND }, ['warning']],
    ['is 5 min behind', { replayBytes: MB, replayLagMs: 5 * MINUTE }, ['critical']],
    ['is being copied', { state: 'backup', replayBytes: 5 * GB }, []],
  ])('%s: %j', (_name, overrides, expected) => {
    const answer = ask(replicationLag, replicated({ standbys: [{ ...standby, ...overrides }] }))
    expect(severities(answer)).toEqual(expected)
  })

  it('tells what was received from what was replayed', () => {
    const where = (flushBytes: number) =>
      ask(replicationLag, replicated({ standbys: [{ ...standby, flushBytes, replayBytes: GB }] })).findings[0]?.evidence
        .stuckAt
    expect([where(GB), where(0)]).toEqual(['receiving', 'replaying'])
  })

  it('is unknown without pg_monitor: NULL is not zero', () => {
    const hidden = { ...standby, state: null, replayBytes: null, flushBytes: null }
    expect(ask(replicationLag, replicated({ standbys: [hidden] }))).toMatchObject({
      answer: 'unknown',
      grant: 'GRANT pg_monitor TO ro',
    })
  })
})

describe('a standby as it sees itself', () => {
  const caughtUp: Recovery = {
    ...{ paused: false, unappliedBytes: 0, lastReplayedMs: HOUR, hasReceiver: true },
    ...{ receiverStatus: 'streaming', lastMessageMs: 100, behindBytes: 0 },
  }
  it.each<[string, Partial<Recovery>, string]>([
    ['idle for an hour and caught up', {}, 'ok'],
    ['a record on its way after an idle hour', { unappliedBytes: 5_000, behindBytes: 5_000 }, 'ok'],
    ['behind by much for an hour', { unappliedBytes: MB, lastReplayedMs: HOUR }, 'critical'],
    ['behind for a few seconds', { unappliedBytes: MB, lastReplayedMs: 4 * SECOND }, 'ok'],
    ['paused with little to do', { paused: true, unappliedBytes: 5_000, lastReplayedMs: MINUTE }, 'warning'],
    ['cut off', { hasReceiver: false, receiverStatus: null }, 'warning'],
    ['fed from an archive', { hasReceiver: false, receiverStatus: null, lastReplayedMs: 10 * SECOND }, 'ok'],
    ['not allowed to see', { receiverStatus: null }, 'unknown'],
  ])('%s: %s', (_name, overrides, expected) => {
    const answer = ask(replicationLag, replicated({ inRecovery: true, recovery: { ...caughtUp, ...overrides } }))
    expect(answer.findings[0]?.severity ?? answer.answer).toBe(expected)
  })
})

describe('slots', () => {
  const slot: Slot = {
    ...{ name: 'cdc', type: 'logical', plugin: 'pgoutput', database: 'users', temporary: false, active: true },
    ...{ walStatus: 'reserved', safeBytes: null, retainedBytes: MB, inactiveMs: null },
  }
  const gone = { active: false, inactiveMs: 10 * MINUTE }
  it.each<[string, Partial<Slot>, string[]]>([
    ['read', {}, []],
    ['read too slowly', { retainedBytes: 2 * GB }, ['warning']],
    ['without a reader, nothing kept yet', gone, []],
    ['without a reader, WAL kept', { ...gone, retainedBytes: 200 * MB }, ['warning']],
    ['its reader restarts', { active: false, inactiveMs: 20 * SECOND, retainedBytes: 200 * MB }, []],
    ['a disk full of WAL', { ...gone, retainedBytes: 30 * GB }, ['critical']],
    ['about to lose what its reader needs', { ...gone, walStatus: 'unreserved' }, ['critical']],
    ['lost', { ...gone, walStatus: 'lost', retainedBytes: null }, ['warning']],
    ['temporary', { ...gone, temporary: true, retainedBytes: 30 * GB }, []],
  ])('%s: %j', (_name, overrides, expected) => {
    expect(severities(ask(slots, replicated({ slots: [{ ...slot, ...overrides }] })))).toEqual(expected)
  })
})

describe('the archiver', () => {
  const failing: Archiver = {
    ...{
      mode: 'on',
      archived: 10,
      failed: 9,
      lastFailedWal: '0001',
      lastSuccessMs: 10 * MINUTE,
      lastFailureMs: SECOND,
      resetAt: null,
    },
  }
  it.each<[string, Partial<Archiver>, string[]]>([
    ['fails for minutes', {}, ['warning']],
    ['fails for hours', { lastSuccessMs: 2 * HOUR }, ['critical']],
    ['never succeeded', { lastSuccessMs: null }, ['critical']],
    ['recovered', { lastSuccessMs: SECOND, lastFailureMs: HOUR }, []],
    ['failed once', { failed: 1 }, []],
    ['is off', { mode: 'off' }, []],
    ['has nothing to do', { lastFailureMs: null, lastSuccessMs: null, failed: 0 }, []],
  ])('%s: %j', (_name, overrides, expected) => {
    expect(severities(ask(archiver, replicated({ archiver: { ...failing, ...overrides } })))).toEqual(expected)
  })
})

it.each([
  [200e6, 0, []],
  [1.1e9, 0, ['warning']],
  [1.8e9, 0, ['critical']],
  [0, 1.8e9, ['critical']],
])('transaction numbers: age %d, multixacts %d: %j', (xidAge, multixactAge, expected) => {
  const look = lookOf([[wraparound, [{ database: 'users', xidAge, multixactAge, freezeMaxAge: 200e6 }]]])
  expect(severities(ask(wraparoundCheck, look))).toEqual(expected)
})

it.each([
  [2 * GB, []],
  [3.5 * GB, ['warning']],
  [20 * GB, ['critical']],
])('WAL of %d bytes where 1.5 GB are expected: %j', (bytes, expected) => {
  const look = lookOf([[wal, { segments: 1, bytes, maxWalBytes: GB, keepBytes: 0.5 * GB }]])
  expect(severities(ask(walSize, look))).toEqual(expected)
})

const holder: XminHolder = {
  ...{ kind: 'session', name: '7', backendStart: '2026-11-22T01:00:00.000000Z', owner: 'app', database: 'users' },
  ...{ detail: 'report, idle in transaction', xminAge: 500, heldMs: MINUTE },
}
const open = (overrides: Partial<Transactions>): Transactions => ({
  user: 'ro',
  hidden: 0,
  holders: [],
  prepared: [],
  ...overrides,
})

describe('what holds VACUUM back', () => {
  it.each<[string, Partial<XminHolder>, string[]]>([
    ['a short transaction', {}, []],
    ['an hour', { heldMs: HOUR }, ['warning']],
    ['a day', { heldMs: 24 * HOUR }, ['critical']],
    ['a slot that shows no time', { kind: 'slot', name: 'cdc', heldMs: null, xminAge: 2e6 }, ['warning']],
  ])('%s: %j', (_name, overrides, expected) => {
    const look = lookOf([[transactions, open({ holders: [{ ...holder, ...overrides }] })]])
    expect(severities(ask(xminHorizon, look))).toEqual(expected)
  })

  it('is the session itself, so that it can be ended', () => {
    const look = lookOf([[transactions, open({ holders: [{ ...holder, heldMs: HOUR }] })]])
    expect(ask(xminHorizon, look).findings[0]?.target).toMatchObject({ kind: 'session', id: { pid: 7 } })
  })

  it('may be a prepared transaction that was forgotten', () => {
    const prepared = (ageMs: number) =>
      lookOf([[transactions, open({ prepared: [{ name: 'gid', owner: 'app', database: 'users', ageMs }] })]])
    expect([SECOND, MINUTE, HOUR].map((age) => severities(ask(preparedTransactions, prepared(age))))).toEqual([
      [],
      ['warning'],
      ['critical'],
    ])
  })
})

describe('autovacuum', () => {
  const table: TableCare = {
    ...{
      table: 'public.events',
      deadRows: 2_000_000,
      liveRows: 1_000_000,
      dueAt: 200_050,
      autovacuum: true,
      bytes: GB,
    },
    ...{ lastVacuumMs: HOUR, lastAnalyzeMs: HOUR, modifiedSinceAnalyze: 0, sequentialScans: 0, sequentialRows: 0 },
  }
  const seen: Tables = { user: 'ro', autovacuum: true, maxWorkers: 3, workers: 1, inRecovery: false, tables: [table] }
  const look = (care: Partial<TableCare>, whole: Partial<Tables> = {}, holders: readonly XminHolder[] = []) =>
    lookOf([
      [tables, { ...seen, ...whole, tables: [{ ...table, ...care }] }],
      [transactions, open({ holders })],
    ])

  it.each<[string, Parameters<typeof look>, string | undefined]>([
    ['not yet due', [{ deadRows: 150_000 }], undefined],
    ['a small table', [{ deadRows: 5_000, dueAt: 50 }], undefined],
    ['on a standby, where it never comes', [{}, { inRecovery: true }], undefined],
    ['turned off for the table', [{ autovacuum: false }], 'turned-off'],
    ['held back by a transaction', [{ lastVacuumMs: MINUTE }, {}, [holder]], 'held-back'],
    ['held back by somebody unseen', [{ lastVacuumMs: MINUTE }], 'held-back'],
    ['all workers busy', [{}, { workers: 3 }], 'workers-busy'],
    ['not visited', [{}], 'not-visited'],
    ['not visited, workers unseen', [{}, { workers: null }], 'not-visited'],
  ])('%s: %s', (_name, arguments_, expected) => {
    expect(ask(autovacuumBehind, look(...arguments_)).findings[0]?.evidence.reason).toBe(expected)
  })
})
