import { describe, expect, it } from 'vitest'
import { durationText } from '../../../src/core/duration-text.ts'
import { sizeText } from '../../../src/facts/postgres/amounts.ts'
import { blockingTrees, contendedRelation } from '../../../src/facts/postgres/blocking.ts'
import { settingValue } from '../../../src/facts/postgres/settings-query.ts'
import { monitorGrant } from '../../../src/facts/postgres/visibility.ts'
import { activityOf, session } from '../../checks/postgres/examples.ts'

it.each([
  ['200', null, 200],
  ['16384', '8kB', 128 * 1024 ** 2],
  ['1024', 'MB', 1024 ** 3],
  ['300', 's', 300_000],
  ['5', 'min', 300_000],
  ['-1', 'MB', -1],
  ['on', null, 'on'],
  ['', null, ''],
])('setting %j in %s is %j', (text, unit, expected) => {
  expect(settingValue(text, unit)).toBe(expected)
})

it.each([
  [300, '300 ms'],
  [89_000, '89 s'],
  [14 * 60_000, '14 min'],
  [125 * 60_000, '2 h 5 min'],
  [72 * 3_600_000, '3 days'],
])('%d ms is %s', (milliseconds, expected) => {
  expect(durationText(milliseconds)).toBe(expected)
})

it.each([
  [0, '0 B'],
  [512, '512 B'],
  [1536, '1.5 kB'],
  [20 * 1024 ** 3, '20 GB'],
])('%d bytes are %s', (bytes, expected) => {
  expect(sizeText(bytes)).toBe(expected)
})

it('quotes the name of a role where it must', () => {
  expect(monitorGrant('app')).toBe('GRANT pg_monitor TO app')
  expect(monitorGrant('user-service')).toBe('GRANT pg_monitor TO "user-service"')
})

describe('blocking trees', () => {
  const waiter = (pid: number, ...blockedBy: number[]) =>
    session({ pid, blockedBy, waitMs: 1, relation: `t${pid % 2}` })

  it('has one tree for each root, the one with the most victims first, whatever the order of the sessions', () => {
    const sessions = [waiter(12, 11), session({ pid: 1 }), waiter(3, 1), waiter(4, 3, 1), waiter(11, 10), waiter(5, 4)]
    const shape = (all: typeof sessions) =>
      blockingTrees(activityOf({ sessions: all })).map((tree) => [
        tree.rootPid,
        tree.victims.length,
        tree.direct.length,
      ])
    expect(shape(sessions)).toEqual([
      [1, 3, 2],
      [10, 2, 1],
    ])
    expect(shape(sessions.toReversed())).toEqual(shape(sessions))
  })

  it('does not lose its way in a circle', () => {
    expect(blockingTrees(activityOf({ sessions: [waiter(1, 2), waiter(2, 1), waiter(3, 2)] }))).toEqual([])
  })

  it('names the relation that most wait for', () => {
    expect(contendedRelation({ victims: [waiter(1), waiter(3), waiter(2)] })).toBe('t1')
    expect(contendedRelation({ victims: [] })).toBeNull()
  })
})
