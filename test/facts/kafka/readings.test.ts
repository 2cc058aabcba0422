import { describe, expect, it } from 'vitest'
import type { Progress } from '../../../src/facts/kafka/positions.ts'
import { recordNameIn } from '../../../src/facts/kafka/record-name.ts'
import { trendOf } from '../../../src/facts/kafka/trend.ts'

const moved = (more: Partial<Progress>): Progress => ({
  ...{ topic: 'orders', partition: 0, committed: 10, start: 0, end: 100, stable: 100, elapsedMs: 30_000 },
  ...{ waiting: 90, waitingBefore: 90, advanced: 5, arrived: 5, passedOver: false, behindMs: 60_000 },
  ...more,
})

describe('the trend of a group', () => {
  const stuck = moved({ advanced: 0, waitingBefore: 80, arrived: 10 })

  it.each([
    ['level', [moved({})]],
    ['falling behind', [moved({ waitingBefore: 50 })]],
    ['catching up', [moved({ waitingBefore: 200 })]],
    ['caught up', [moved({ waiting: 0 })]],
    ['set back', [moved({ advanced: -50 }), moved({})]],
    ['stuck', [stuck]],
    ['partly stuck', [stuck, moved({ partition: 1 })]],
  ] as const)('is %s', (trend, progress) => {
    expect(trendOf({ state: 'Stable' }, progress)).toBe(trend)
  })

  it('is that nobody consumes where records wait for a group without members', () => {
    expect(trendOf({ state: 'Empty' }, [stuck])).toBe('no members')
    expect(trendOf({ state: 'Empty' }, [moved({ waiting: 0 })])).toBe('caught up')
  })

  it('is not known from one look', () => {
    expect(trendOf({ state: 'Stable' }, [])).toBeNull()
  })
})

describe('the name of a record', () => {
  it('is topic, partition and offset', () => {
    expect(recordNameIn('user.events-v1/3@42')).toEqual({ topic: 'user.events-v1', partition: 3, offset: 42 })
  })

  it.each(['orders', 'orders/3', 'orders@3', 'orders/x@1', 'orders/1@-2', 'a/b/1@2', ''])('is not %j', (text) => {
    expect(() => recordNameIn(text)).toThrow(expect.objectContaining({ exit: 'usage' }))
  })
})
