import { describe, expect, it } from 'vitest'
import type { CheckAnswer } from '../../../src/core/check.ts'
import type { FactsDefinition } from '../../../src/core/facts.ts'
import { activity } from '../../../src/facts/postgres/activity.ts'
import { type Recovery, type Replication, replication, type Standby } from '../../../src/facts/postgres/replication.ts'
import { type Server, server } from '../../../src/facts/postgres/server.ts'
import { tables } from '../../../src/facts/postgres/tables.ts'
import { transactions } from '../../../src/facts/postgres/transactions.ts'
import { wal } from '../../../src/facts/postgres/wal.ts'
import { replicationState } from '../../../src/views/postgres/replication.ts'
import { status } from '../../../src/views/postgres/status.ts'
import { activityOf, HOUR, MB, MINUTE, session } from '../../checks/postgres/examples.ts'
import { shownBy } from '../showing.ts'

const primary: Server = {
  ...{ version: 170_010, versionText: '17.10', pooled: false, expects: null, user: 'usrops_ro', database: 'users' },
  ...{ inRecovery: false, timeline: 1, startedMs: 3 * HOUR, configurationLoadedMs: HOUR },
  readOnlyDefault: { everywhere: false, database: false, roles: [], session: false },
  rights: { superuser: false, seesAllSessions: true, maySignal: false, reservedSlots: true },
  settings: {},
}
const standby: Standby = {
  ...{ pid: 1, application: 'replica', client: '10.0.0.2', state: 'streaming', syncState: 'async' },
  ...{ sendBytes: 0, flushBytes: 0, replayBytes: 5 * MB, replayLagMs: null, replyMs: 100 },
}
const replicated = (overrides: Partial<Replication> = {}): Replication => ({
  ...{ user: 'app', inRecovery: false, standbys: [standby], slots: [], archiver: null, recovery: null },
  ...overrides,
})
const recovery: Recovery = {
  ...{ paused: false, unappliedBytes: 0, lastReplayedMs: 14 * MINUTE, hasReceiver: true },
  ...{ receiverStatus: 'streaming', lastMessageMs: 900, behindBytes: 0 },
}
const archiver = {
  ...{ mode: 'on', archived: 9, failed: 2, lastFailedWal: '0001', resetAt: null },
  ...{ lastSuccessMs: HOUR, lastFailureMs: MINUTE },
}

describe('the status of a database', () => {
  const aspect = (
    name: string,
    seen: readonly (readonly [FactsDefinition, unknown])[],
    answers: readonly CheckAnswer[] = [],
  ) => shownBy(status, [[server, primary], ...seen], { answers }).tables[0]?.rows.find((row) => row.aspect === name)

  it('says in the title what it is', () => {
    expect(shownBy(status, [[server, primary]]).tables[0]?.title).toBe('primary, PostgreSQL 17.10, database users')
    const title = shownBy(status, [[server, { ...primary, inRecovery: true }]]).tables[0]?.title
    expect(title).toMatch(/^standby/)
  })

  it('has every aspect, not known where it could not be asked, and never zero', () => {
    const rows = shownBy(status, [[server, primary]]).tables[0]?.rows ?? []
    expect(rows.length).toBeGreaterThan(12)
    const known = rows.filter(({ value }) => (typeof value === 'object' ? value?.amount : value) ?? null)
    expect(known.map(({ aspect }) => aspect)).toEqual(['role', 'up'])
  })

  it('takes the state of an aspect from its checks, the worst of them, and has none without', () => {
    const target = { system: 'postgres', kind: 'database', name: 'users' }
    const plain = {
      kind: 'condition',
      target,
      findings: [],
      reason: null,
      grant: null,
      wantsSecondLook: false,
    } as const
    const answers: readonly CheckAnswer[] = [
      { ...plain, check: 'postgres.blocking', answer: 'ok' },
      { ...plain, check: 'postgres.waiting-ddl', answer: 'unknown' },
    ]
    expect(aspect('longest blocked', [], answers)?.state).toBe('unknown')
    expect(aspect('up', [], answers)).not.toHaveProperty('state')
  })

  it('counts hidden sessions as connections, and does not say that no transaction is open', () => {
    const seen = [[activity, activityOf({ hidden: 5, clientBackends: 1, user: 'app' })]] as const
    expect(aspect('connections', seen)).toMatchObject({
      value: { amount: 6 },
      of: { amount: 97 },
      detail: '5 of them hidden',
    })
    expect(aspect('oldest transaction', seen)?.value).toBeNull()
    expect(aspect('oldest transaction', [[activity, activityOf()]])?.value).toBe('none')
  })

  it('names the oldest transaction and the longest wait', () => {
    const sessions = [
      session({ pid: 7, transactionMs: HOUR, state: 'idle in transaction' }),
      session({ pid: 8, transactionMs: MINUTE, blockedBy: [7], waitMs: MINUTE }),
      session({ pid: 9, backendType: 'walsender', transactionMs: 5 * HOUR }),
    ]
    const seen = [[activity, activityOf({ sessions })]] as const
    expect(aspect('oldest transaction', seen)).toMatchObject({
      value: { amount: HOUR },
      detail: expect.stringMatching(/^pid 7/),
    })
    expect(aspect('longest blocked', seen)).toMatchObject({
      value: { amount: MINUTE, kind: 'age' },
      detail: '1 blocked: usrops db blocking',
    })
  })

  it('knows no lag where one standby may not be seen', () => {
    const hidden = { ...standby, replayBytes: null, state: null }
    expect(aspect('replication lag', [[replication, replicated()]])?.value).toEqual({ amount: 5 * MB, kind: 'bytes' })
    const partly = replicated({ standbys: [standby, hidden] })
    expect(aspect('replication lag', [[replication, partly]])?.value).toEqual({ amount: null, kind: 'bytes' })
    expect(aspect('replication lag', [[replication, replicated({ standbys: [] })]])?.value).toBe('no standby')
  })

  it('tells how far a standby is behind, and what keeps vacuum back', () => {
    const seen = replicated({ inRecovery: true, recovery: { ...recovery, unappliedBytes: 5 * MB } })
    expect(aspect('replication lag', [[replication, seen]])?.value).toEqual({ amount: 14 * MINUTE, kind: 'age' })
    const holder = { kind: 'slot', name: 'gone', backendStart: null, owner: null, database: null, detail: 'inactive' }
    const held = { user: 'x', hidden: 0, prepared: [], holders: [{ ...holder, xminAge: 12_000, heldMs: null }] }
    expect(aspect('xmin held back', [[transactions, held]])?.detail).toBe('transactions, by slot gone (inactive)')
  })

  it('says that autovacuum is turned off, and that archiving fails', () => {
    const off = { user: 'x', autovacuum: false, maxWorkers: 3, workers: 0, inRecovery: false, tables: [] }
    expect(aspect('autovacuum overdue', [[tables, off]])).toMatchObject({ detail: 'autovacuum is turned off' })
    const seen = [[replication, replicated({ archiver })]] as const
    expect(aspect('last archived', seen)).toMatchObject({ value: { amount: HOUR }, detail: 'failed 60 s ago' })
    expect(
      aspect('last archived', [[replication, replicated({ archiver: { ...archiver, mode: 'off' } })]]),
    ).toBeUndefined()
  })

  it('tells the WAL on the disk against what is allowed', () => {
    const seen = { segments: 2, bytes: 32 * MB, maxWalBytes: 1024 * MB, keepBytes: 0 }
    expect(aspect('WAL on disk', [[wal, seen]])?.detail).toBe('max_wal_size allows 1024 MB')
  })
})

describe('replication', () => {
  const show = (overrides: Partial<Replication>) =>
    shownBy(replicationState, [[replication, replicated(overrides)]]).tables

  it('of a server without any is said', () => {
    expect(show({ standbys: [] }).map(({ title }) => title)).toEqual(['no standby is connected', 'no slot keeps WAL'])
  })

  it('leaves out a lag that is not measured while nothing is replayed, and does not know one that may not be seen', () => {
    expect(show({})[0]?.rows[0]).not.toHaveProperty('lag')
    const hidden = { ...standby, state: null, replayBytes: null }
    const [table] = show({ standbys: [hidden] })
    expect(table?.rows[0]).toMatchObject({ lag: null, notReplayed: null })
    expect(table?.notes).toEqual(['app may not see the state of replication: GRANT pg_monitor TO app'])
  })

  it('says how far a standby is behind, or that nobody can tell', () => {
    const title = (seen: Partial<Recovery>) => show({ inRecovery: true, recovery: { ...recovery, ...seen } })[0]?.title
    expect(title({})).toBe('a standby, has replayed all it got')
    expect(title({ unappliedBytes: 5 * MB })).toBe('a standby, 14 min behind')
    expect(title({ hasReceiver: false, receiverStatus: null })).toBe(
      'a standby, how far behind is not known (no receiver)',
    )
  })

  it('says whether archiving works', () => {
    const title = (seen: Partial<typeof archiver>) => show({ archiver: { ...archiver, ...seen } })[2]?.title
    expect(title({})).toBe('archiving fails')
    expect(title({ lastFailureMs: 2 * HOUR })).toBe('archiving works')
  })

  it('shows how long a slot has had no reader, and no bound where there is none', () => {
    const slot = {
      ...{ name: 'gone', type: 'physical', plugin: null, database: null, temporary: false, active: false },
      ...{ walStatus: 'reserved', safeBytes: null, retainedBytes: 7 * MB, inactiveMs: HOUR },
    }
    const [, slots] = show({ slots: [slot, { ...slot, name: 'read', active: true }] })
    expect(slots?.title).toBe('2 slots, 1 without a reader')
    expect(slots?.rows[0]).toEqual({
      ...{ slot: 'gone', type: 'physical', active: false, retained: 7 * MB, status: 'reserved', inactive: HOUR },
    })
    expect(slots?.rows[1]).not.toHaveProperty('inactive')
  })
})
