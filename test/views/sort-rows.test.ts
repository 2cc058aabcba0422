import { describe, expect, it } from 'vitest'
import { sorted } from '../../src/sort-rows.ts'
import { tableOf } from '../output/sample/listing.ts'

const columns = [
  { id: 'name', label: 'name', kind: 'text' },
  { id: 'size', label: 'size', kind: 'mixed' },
] as const
const rows = [
  { name: 'b', size: 1 },
  { name: 'a', size: null },
  { name: null, size: { amount: 30, kind: 'bytes' } },
  { name: 'c' },
] as const

describe('rows', () => {
  const by = (column: string) => sorted([tableOf(columns, rows)], column)[0]?.rows.map(({ name }) => name)

  it('are sorted from the largest number on, what is not known last', () => {
    expect(by('size')).toEqual([null, 'b', 'a', 'c'])
  })

  it('are sorted from the first letter on', () => {
    expect(by('name')).toEqual(['a', 'b', 'c', null])
  })

  it('stay as they are in a table without that column', () => {
    const other = tableOf([{ id: 'other', label: 'other', kind: 'text' }], [{ other: 'b' }, { other: 'a' }])
    expect(sorted([tableOf(columns, rows), other], 'size')[1]).toEqual(other)
  })

  it('cannot be sorted by a column that no table has', () => {
    expect(() => by('colour')).toThrow(expect.objectContaining({ exit: 'usage', hint: 'columns: name, size' }))
    expect(sorted([], 'colour')).toEqual([])
  })
})
