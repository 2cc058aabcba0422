import { describe, expect, it } from 'vitest'
import type { Look } from '../../../src/core/look.ts'
import type { TableDraft } from '../../../src/core/table.ts'
import { type GroupOffsets, offsets as offsetsFacts } from '../../../src/facts/kafka/offsets.ts'
import { lag } from '../../../src/views/kafka/lag.ts'
import { look, type Row } from '../../checks/kafka/looks.ts'
import { shownBy } from '../showing.ts'

function show(now: Look, before?: Look): readonly TableDraft[] {
  const [instance] = now.instances
  if (instance === undefined) throw new Error('an empty look')
  return lag.show(instance, before, { params: {}, answers: [] }).tables
}

const rows: readonly Row[] = [
  [100, 150],
  [null, 20],
  [5, 30, { start: 10, stable: 25 }],
]

describe('kafka lag', () => {
  it('adds partitions up to topics and groups', () => {
    const [groups, topics, partitions] = show(look({ rows }))
    expect(groups?.title).toBe('65 records wait for 1 of 1 group')
    const sums = { lag: 65, lost: 5, unread: 1, held: 5, partitions: 3 }
    expect(groups?.rows).toMatchObject([
      { group: 'user-service', state: 'Stable', members: 1, worst: 'orders/0', protocol: 'classic', ...sums },
    ])
    expect(topics?.rows).toMatchObject([{ group: 'user-service', topic: 'orders', behindOn: 2, ...sums }])
    expect(partitions?.rows).toMatchObject([
      { partition: 'orders/0', committed: 100, end: 150, lag: 50 },
      { partition: 'orders/2', committed: 5, start: 10, stable: 25, lag: 15 },
      { partition: 'orders/1', end: 20, lag: 0 },
    ])
    expect(partitions?.rows[2]).not.toHaveProperty('committed')
  })

  it('says what became of a group between two looks', () => {
    const now = look({ rows: [[140, 200]] }, 10)
    const [groups] = show(now, look({ rows: [[100, 150]] }))
    expect(groups?.rows).toMatchObject([
      { trend: 'falling behind', lag: 60, change: 10, processed: 4, arrived: 5, behind: 12_000 },
    ])
  })

  it('has no columns of change from one look, and says how to get them', () => {
    const [groups] = show(look({ rows }))
    expect(groups?.columns.map(({ id }) => id)).not.toContain('trend')
    expect(groups?.notes?.at(-1)).toContain('--interval')
  })

  it('never calls a live group of the new protocol dead, whatever its description says', () => {
    const [groups] = show(look({ group: { type: 'consumer', state: 'Stable', assignor: 'uniform' } }))
    expect(groups?.rows).toMatchObject([{ state: 'Stable', protocol: 'consumer' }])
  })

  it('takes positions that may not be read for unknown, not for none', () => {
    const [groups] = show(look({ group: { committed: null, members: null } }))
    expect(groups?.rows).toMatchObject([{ lag: null, lost: null, partitions: null, members: null }])
  })

  it('names groups that are not there or may not be seen', () => {
    const [groups] = show(look({ offsets: { missing: ['gone'], forbidden: ['secret'], omitted: 7 } }))
    expect(groups?.notes?.join('; ')).toMatch(/knows gone; may not be described .*: secret; 7 partitions were left out/)
  })

  it('puts the furthest behind first, and leaves single partitions out where there are many groups', () => {
    const group = (name: string, offset: number): GroupOffsets => ({
      ...{ group: name, type: 'classic', state: 'Stable', configured: false },
      committed: [{ topic: 'orders', partition: 0, offset }],
    })
    const [instance] = look({
      offsets: { groups: ['a', 'b', 'c', 'd'].map((name, index) => group(name, 90 - index)) },
    }).instances
    const tables = lag.show(instance as never, undefined, { params: {}, answers: [] }).tables
    expect(tables[0]?.rows.map((row) => row.group)).toEqual(['d', 'c', 'b', 'a'])
    expect(tables.map(({ title }) => title)).toEqual([
      '46 records wait for 4 of 4 groups',
      'by topic: 4 of 4 have records waiting',
    ])
  })

  it('shows nothing where the groups may not be asked', () => {
    expect(shownBy(lag, [[offsetsFacts, {}]]).tables).toEqual([])
  })
})
