import { describe, expect, it } from 'vitest'
import { type Activity, activity, type Session } from '../../../src/facts/postgres/activity.ts'
import { type LockGroup, type Locks, locks } from '../../../src/facts/postgres/locks.ts'
import { transactions } from '../../../src/facts/postgres/transactions.ts'
import { blocking } from '../../../src/views/postgres/blocking.ts'
import { lockCounts } from '../../../src/views/postgres/locks.ts'
import { activityOf, MINUTE, SECOND, session } from '../../checks/postgres/examples.ts'
import { shownBy } from '../showing.ts'

const waiter = (pid: number, blockedBy: readonly number[], overrides: Partial<Session> = {}) =>
  session({ pid, blockedBy, waitMs: pid * SECOND, ...overrides })

describe('who waits for whom', () => {
  const show = (sessions: readonly Session[], more: Partial<Activity> = {}, held?: Locks) => {
    const [table] = shownBy(blocking, [
      [activity, activityOf({ sessions, ...more })],
      ...(held ? [[locks, held] as const] : []),
    ]).tables
    return { title: table?.title, rows: table?.rows ?? [], notes: table?.notes }
  }
  const tree = (...sessions: readonly Session[]) => show(sessions).rows.map(({ depth, session }) => [depth, session])
  const id = (pid: number) => `${pid}@2026-11-22T01:00:00.000000Z`

  it('is said in a sentence where nobody waits', () => {
    expect(show([session()])).toMatchObject({ title: 'no session is blocked', rows: [] })
  })

  it('is a tree, whatever the order of the sessions, the longest wait first', () => {
    const sessions = [waiter(3, [1]), waiter(5, [3]), session({ pid: 1 }), waiter(4, [1]), session({ pid: 9 })]
    const expected = [
      [0, id(1)],
      [1, id(4)],
      [1, id(3)],
      [2, id(5)],
    ]
    expect(tree(...sessions)).toEqual(expected)
    expect(tree(...sessions.toReversed())).toEqual(expected)
  })

  it('has each session once, below the first of those it waits for', () => {
    expect(tree(session({ pid: 1 }), waiter(2, [1]), waiter(3, [1, 2])).map(([depth]) => depth)).toEqual([0, 1, 1])
  })

  it('tells a deadlock from a session that blocks others', () => {
    const { title, rows } = show([waiter(1, [2]), waiter(2, [1])])
    expect(title).toMatch(/^2 sessions wait for each other: a deadlock/)
    expect(rows).toHaveLength(2)
  })

  it('keeps a root that is not among the sessions, and says what 0 is', () => {
    const prepared = [{ name: 'tx-7', owner: 'app', database: 'users', ageMs: 5 * MINUTE }]
    const [table] = shownBy(blocking, [
      [activity, activityOf({ sessions: [waiter(3, [0])] })],
      [transactions, { user: 'x', hidden: 0, holders: [], prepared }],
    ]).tables
    expect(table?.rows[0]).toMatchObject({ depth: 0, session: '0', state: null, statement: null, blocks: 1 })
    expect(table?.notes).toEqual([
      expect.stringMatching(/^0 is a prepared transaction: tx-7 of app was prepared 5 min/),
    ])
  })

  it('says what each holds, and that it is not known where that could not be asked', () => {
    const sessions = [session({ pid: 1 }), waiter(2, [1], { lockMode: 'ShareLock', relation: 'users' })]
    const held = [
      { pid: 1, relation: 'users', mode: 'RowExclusiveLock' },
      { pid: 1, relation: 'orders', mode: 'AccessShareLock' },
    ]
    const { rows } = show(sessions, {}, { groups: [], groupCount: 0, held })
    expect(rows[0]).toMatchObject({ holds: 'RowExclusiveLock on users, AccessShareLock on orders' })
    expect(rows[1]).toMatchObject({ holds: '', wants: 'ShareLock on users', waitsFor: '1', waits: 2_000 })
    expect(show(sessions).rows[0]).toMatchObject({ holds: null })
  })

  it('names a session by its pid alone where its start may not be seen', () => {
    expect(tree(session({ pid: 1, backendStart: null }), waiter(2, [1]))[0]).toEqual([0, '1'])
  })
})

describe('locks', () => {
  const group = (overrides: Partial<LockGroup>): LockGroup => ({
    ...{ type: 'relation', relation: 'users', mode: 'RowExclusiveLock', granted: 2, waiting: 0, sessions: 2 },
    ...{ longestWaitMs: null, oldestHolderMs: 4_000 },
    ...overrides,
  })
  const show = (groups: readonly LockGroup[], groupCount = groups.length) =>
    shownBy(lockCounts, [[locks, { groups, groupCount, held: [] }]]).tables[0]

  it('say in the title how many are waited for, and for how long', () => {
    expect(show([])?.title).toBe('nothing is locked')
    expect(show([group({})])?.title).toBe('no lock is waited for')
    const waited = group({ granted: 0, waiting: 3, longestWaitMs: 14 * MINUTE, oldestHolderMs: null })
    expect(show([waited, group({})])?.title).toBe('3 locks waited for, the longest for 14 min')
  })

  it('leave out what does not apply: the wait of what is granted, the holder of what is not', () => {
    const [granted, waited] =
      show([group({}), group({ granted: 0, waiting: 1, longestWaitMs: null, relation: null, type: 'transactionid' })])
        ?.rows ?? []
    expect(granted).not.toHaveProperty('longestWait')
    expect(waited).toMatchObject({ on: 'transactionid', longestWait: null })
    expect(waited).not.toHaveProperty('oldestHolder')
  })

  it('say how many groups there are beyond those that are listed', () => {
    expect(show([group({})], 900)?.total).toBe(900)
  })
})
