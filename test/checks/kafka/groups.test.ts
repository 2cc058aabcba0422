import { describe, expect, it } from 'vitest'
import { committedBehindLogStart } from '../../../src/checks/kafka/committed-behind-log-start.ts'
import { groupLag } from '../../../src/checks/kafka/group-lag.ts'
import { hangingTransaction } from '../../../src/checks/kafka/hanging-transaction.ts'
import { kafkaChecks } from '../../../src/checks/kafka/index.ts'
import { noMembers } from '../../../src/checks/kafka/no-members.ts'
import { rebalanceStorm } from '../../../src/checks/kafka/rebalance-storm.ts'
import { stuckPartition } from '../../../src/checks/kafka/stuck-partition.ts'
import { answerOf, look, type Row, type Shown } from './looks.ts'

const empty = { state: 'Empty' }
const foreign = { configured: false }
const rows = (...all: readonly Row[]): Shown => ({ rows: all })

describe.each([...kafkaChecks])('$id', (check) => {
  it.each<[string, Shown, Shown]>([
    ['a group that keeps up', {}, {}],
    ['an idle topic', rows([100, 100]), rows([100, 100])],
    ['a group stopped on purpose with nothing to do', { group: empty }, { group: empty }],
    ['records between two commits', rows([100, 150], [90, 120]), rows([160, 210], [90, 140])],
    ['a group that catches up', rows([0, 90_000], [0, 90_000]), rows([9000, 90_100], [8000, 90_100])],
    ['the marker at the end of a transaction', rows([99, 100]), rows([99, 100])],
    ['a consumer that has not committed yet', rows([null, 5000], [9, 9]), rows([null, 5000], [9, 9])],
    [
      'a group given up by another team',
      { group: { ...empty, ...foreign }, ...rows([5, 90_000]) },
      { group: { ...empty, ...foreign }, ...rows([5, 90_001]) },
    ],
    ['a rolling restart', { group: { state: 'PreparingRebalance' } }, { group: { state: 'PreparingRebalance' } }],
    [
      'an open transaction',
      rows([9, 10, { stable: 9 }]),
      {
        ...rows([9, 12, { stable: 9 }]),
        transactions: [{ topic: 'orders', partition: 0, firstOffset: 9, producerId: '1', idleMs: 30_000 }],
      },
    ],
  ])('is quiet about %s', (_, then, now) => {
    expect(answerOf(check, look(now, 5), look(then))).toMatch(/^(ok|again)$/)
  })
})

describe('a live group', () => {
  const stuck = [rows([100, 130], [90, 90]), rows([100, 160], [120, 120])] as const

  it('asks for a second look when one partition waits far more than the others', () => {
    expect(answerOf(stuckPartition, look(rows([100, 130], [90, 90])))).toBe('again')
    expect(answerOf(stuckPartition, look(rows([100, 103], [90, 90])))).toBe('ok')
    expect(answerOf(groupLag, look(rows([0, 60], [0, 60])))).toBe('again')
    expect(answerOf(groupLag, look(rows([0, 30], [0, 30])))).toBe('ok')
  })

  it('is stuck on the partition that stands still for longer than three commits while the others move', () => {
    const wait = 'user-service is stuck on orders/0 at offset 100: 60 records wait, while 1 other partitions move on'
    expect(answerOf(stuckPartition, look(stuck[1], 8), look(stuck[0]))).toBe(`warning: ${wait}`)
    expect(answerOf(stuckPartition, look(stuck[1], 30), look(stuck[0]))).toBe(`critical: ${wait}`)
    expect(answerOf(groupLag, look(stuck[1], 30), look(stuck[0]))).toBe('ok')
  })

  it('is stuck at once when a minute of records waits', () => {
    const now = rows([100, 1060], [120, 120])
    expect(answerOf(stuckPartition, look(now, 5), look(rows([100, 1000], [90, 90])))).toMatch(/^critical/)
  })

  it('is stuck on its only partition, with or without new records', () => {
    expect(answerOf(stuckPartition, look(rows([5, 30]), 5), look(rows([5, 30])))).toMatch(
      /^warning: .* 25 records wait$/,
    )
    expect(answerOf(stuckPartition, look(rows([5, 30]), 3), look(rows([5, 30])))).toBe('ok')
    expect(answerOf(stuckPartition, look(rows([5, 40]), 60), look(rows([5, 30])))).toMatch(/^critical/)
  })

  it('is stuck on the first record of a partition when it commits everywhere else', () => {
    const [then, now] = [rows([null, 9], [5, 5]), rows([null, 12], [9, 9])]
    expect(answerOf(stuckPartition, look(now, 5), look(then))).toMatch(
      /orders\/0 before its first commit: 3 records wait/,
    )
    expect(answerOf(stuckPartition, look(rows([null, 12], [5, 5]), 5), look(then))).toBe('ok')
  })

  it('is only a warning where the configuration does not name the group', () => {
    const [then, now] = stuck
    const others = { group: foreign, ...now }
    expect(answerOf(stuckPartition, look(others, 600), look({ group: foreign, ...then }))).toMatch(/^warning/)
  })

  it('processes nothing when several partitions stand still and none moves', () => {
    const [then, now] = [rows([5, 30], [6, 30]), rows([5, 30], [6, 30])]
    const summary =
      'user-service has members and processes nothing: 49 records wait on 2 partitions (orders/0, orders/1)'
    expect(answerOf(groupLag, look(now, 6), look(then))).toBe(`warning: ${summary}`)
    expect(answerOf(groupLag, look(now, 40), look(then))).toBe(`critical: ${summary}`)
    expect(answerOf(stuckPartition, look(now, 40), look(then))).toBe('ok')
  })

  it('is too slow when more arrives than it processes and it is minutes behind', () => {
    const then = rows([1000, 9000], [1000, 9000])
    expect(answerOf(groupLag, look(rows([1500, 10_000], [1500, 10_000]), 10), look(then))).toMatch(
      /^warning: user-service is too slow: 17000 records wait, 85 s of work behind/,
    )
    expect(answerOf(groupLag, look(rows([1010, 9100], [1010, 9100]), 10), look(then))).toMatch(/^critical/)
  })

  it('processes again what it was set back over', () => {
    expect(answerOf(groupLag, look(rows([0, 5000]), 10), look(rows([4990, 5000])))).toBe(
      'warning: user-service was set back on orders/0 and processes 5000 records, many again',
    )
  })

  it('is unknown, not well, where its positions may not be read or nobody knows it', () => {
    expect(answerOf(groupLag, look({ group: { committed: null } }))).toBe(
      'unknown: the positions of user-service may not be read',
    )
    expect(answerOf(groupLag, look({ offsets: { groups: [], missing: ['user-servcie'] } }))).toMatch(
      /^unknown: .*user-servcie/,
    )
  })
})

describe('a group without members', () => {
  const waiting = (end: number, more = {}) => ({ group: { ...empty, ...more }, ...rows([100, end]) })

  it('is looked at again before anything is said: its pod may be on the way', () => {
    expect(answerOf(noMembers, look(waiting(130)))).toBe('again')
    expect(answerOf(noMembers, look(waiting(130), 60), look(rows([90, 100])))).toBe('again')
  })

  it('is critical while records arrive, a warning while none does', () => {
    expect(answerOf(noMembers, look(waiting(140), 5), look(waiting(130)))).toBe(
      'critical: nobody consumes for user-service: 40 records wait, 10 more in 5 s',
    )
    expect(answerOf(noMembers, look(waiting(130), 5), look(waiting(130)))).toMatch(/^warning: .*none arrives$/)
  })

  it('is a warning where nobody configured it, and nothing after a day', () => {
    expect(answerOf(noMembers, look(waiting(140, foreign), 5), look(waiting(130, foreign)))).toMatch(/^warning/)
    expect(answerOf(noMembers, look(waiting(900_001, foreign), 5), look(waiting(900_000, foreign)))).toBe('ok')
    expect(answerOf(noMembers, look(waiting(130, foreign), 5), look(waiting(130, foreign)))).toBe('ok')
  })

  it('has lost what was deleted before it was read, unless nobody configured it', () => {
    const lost = (group: Shown['group']) => look({ ...(group && { group }), ...rows([4, 90, { start: 10 }]) })
    expect(answerOf(committedBehindLogStart, lost({}))).toBe(
      'critical: 6 records were deleted before user-service read them, on orders/0',
    )
    expect(answerOf(committedBehindLogStart, lost(empty))).toMatch(/^warning/)
    expect(answerOf(committedBehindLogStart, lost({ ...empty, ...foreign }))).toBe('ok')
  })
})

describe('a transaction that nobody ends', () => {
  const held = (idleMs: number, committed = 9): Shown => ({
    ...rows([committed, 30, { stable: 9 }]),
    transactions: [{ topic: 'orders', partition: 0, firstOffset: 9, producerId: '7', idleMs }],
  })

  it('hangs from the longest time on that the broker allows', () => {
    expect(answerOf(hangingTransaction, look(held(899_000)))).toBe('ok')
    expect(answerOf(hangingTransaction, look(held(900_000)))).toBe(
      'critical: a transaction on orders/0 has been open for 15 min and holds back 21 records; user-service waits behind it',
    )
    expect(answerOf(hangingTransaction, look(held(900_000, 3)))).toMatch(/^warning: .*21 records$/)
  })

  it('is told by two looks, or not at all, where it may not be asked', () => {
    const hidden = { ...held(0), transactions: null }
    expect(answerOf(hangingTransaction, look(hidden))).toMatch(
      /^unknown: open transactions hold back readers of orders\/0/,
    )
    expect(answerOf(hangingTransaction, look(hidden, 60), look(rows([3, 20, { stable: 5 }])))).toBe('ok')
    expect(answerOf(hangingTransaction, look(hidden, 1000), look(hidden))).toMatch(/^critical: .*open for 17 min/)
    expect(answerOf(hangingTransaction, look({ transactions: null }))).toBe('ok')
  })
})

describe('a group that rebalances', () => {
  const rebalancing = { group: { state: 'PreparingRebalance' } }
  const at = (epoch: number) => ({ group: { type: 'consumer', epoch } }) as const

  it('is a storm only when it goes on for longer than a rollout step', () => {
    expect(answerOf(rebalanceStorm, look(rebalancing))).toBe('again')
    expect(answerOf(rebalanceStorm, look(rebalancing, 5), look(rebalancing))).toBe('ok')
    expect(answerOf(rebalanceStorm, look(rebalancing, 30), look(rebalancing))).toMatch(
      /^warning: .*still PreparingRebalance after 30 s/,
    )
    expect(answerOf(rebalanceStorm, look(rebalancing, 1200), look(rebalancing))).toBe('ok')
  })

  it('is a storm when its epoch runs', () => {
    expect(answerOf(rebalanceStorm, look(at(9), 60), look(at(4)))).toMatch(/^warning: .*5 rebalances after 60 s/)
    expect(answerOf(rebalanceStorm, look(at(6), 5), look(at(4)))).toBe('ok')
    expect(answerOf(rebalanceStorm, look(at(14), 1200), look(at(4)))).toBe('ok')
  })
})
