import { describe, expect, it } from 'vitest'
import { type Bloat, type BTree, bloat, btreeWaste, type Heap, heapWaste } from '../../../src/facts/postgres/bloat.ts'
import { type Indexes, indexes } from '../../../src/facts/postgres/indexes.ts'
import { type Sizes, sizes } from '../../../src/facts/postgres/sizes.ts'
import { bloatEstimate } from '../../../src/views/postgres/bloat.ts'
import { indexCare } from '../../../src/views/postgres/indexes.ts'
import { diskSizes } from '../../../src/views/postgres/sizes.ts'
import { HOUR, MB } from '../../checks/postgres/examples.ts'
import { shownBy } from '../showing.ts'

const BLOCK = 8192
const heap = (overrides: Partial<Heap> = {}): Heap => ({
  ...{ table: 'users', pages: 1000, rows: 0, fillPercent: 100, columns: 3, measured: 3, dataWidth: 40 },
  ...{ nullable: false, deadRows: 0, lastVacuumMs: HOUR, lastAnalyzeMs: null },
  ...overrides,
})
const btree = (overrides: Partial<BTree> = {}): BTree => ({
  ...{ index: 'users_pkey', table: 'users', pages: 1000, rows: 0, fillPercent: 90, columns: 1, measured: 1 },
  ...{ dataWidth: 8, nullable: false },
  ...overrides,
})

describe('what is wasted', () => {
  // (8192 - 24) / (4 + 24 + 40) = 120 rows a page.
  it.each([
    ['nothing where every page is full', heap({ rows: 120_000 }), 0],
    ['half where half of the rows are left', heap({ rows: 60_000 }), 0.5],
    ['all where none is left', heap({ rows: 0 }), 1],
    ['less where pages are meant to have room', heap({ rows: 60_000, fillPercent: 50 }), 0],
    ['less where rows have nulls to remember', heap({ rows: 60_000, nullable: true, columns: 9, measured: 9 }), 0.44],
    ['nothing where rows are wider than they look', heap({ rows: 200_000 }), 0],
  ])('is %s', (_policy, seen, share) => {
    expect(heapWaste(seen, BLOCK)?.share).toBeCloseTo(share, 2)
    expect(heapWaste(seen, BLOCK)?.bytes).toBe(1000 * BLOCK)
  })

  // 8192 - 24 - 16 bytes, nine tenths full, of 4 + 8 + 8 each: 366 entries a page.
  it.each([
    [366 * 999, 0],
    [366 * 99, 0.9],
  ])('of a B-tree with %i entries is %d', (rows, share) => {
    expect(btreeWaste(btree({ rows }), BLOCK)?.share).toBeCloseTo(share, 2)
  })

  it.each([
    ['the table is locked', heap({ pages: null })],
    ['it was never analysed', heap({ rows: null })],
    ['a column has no statistics', heap({ measured: 2 })],
  ])('is not known where %s', (_policy, seen) => {
    expect(heapWaste(seen, BLOCK)).toBeNull()
  })
})

describe('bloat', () => {
  const show = (overrides: Partial<Bloat>) => {
    const seen: Bloat = { user: 'app', blockBytes: BLOCK, seesAll: true, heaps: [], btrees: [], ...overrides }
    return shownBy(bloatEstimate, [[bloat, seen]])
  }

  it('has the most wasteful first and what is not known last, and says that it is an estimate', () => {
    const heaps = [heap({ table: 'a', measured: 0 }), heap({ table: 'b', rows: 60_000 }), heap({ table: 'c', rows: 0 })]
    const [table] = show({ heaps }).tables
    expect(table?.rows.map(({ table, wasted }) => [table, wasted])).toEqual([
      ['c', 1000 * BLOCK],
      ['b', 500 * BLOCK],
      ['a', null],
    ])
    expect(table?.title).toBe('tables waste about 12 MB; 1 of 3 cannot be estimated')
    expect(table?.notes).toEqual([
      expect.stringContaining('estimate'),
      '1 of them have no statistics: ANALYZE makes them',
    ])
  })

  it('is unknown to a login that may see no statistics, and partly known to one that may see some', () => {
    const blind = show({ seesAll: false, heaps: [heap({ measured: 0 })] })
    expect(blind).toMatchObject({ tables: [], gaps: [{ reason: 'app may not see the statistics of columns' }] })
    const partly = show({ seesAll: false, heaps: [heap({ measured: 0 }), heap()] })
    expect(partly.tables[0]?.notes?.[1]).toMatch(/^app may not see the statistics of 1 of them: the function/)
  })

  it('is nothing where nothing is large', () => {
    expect(show({}).tables.map(({ title }) => title)).toEqual([
      'no tables of more than 64 kB',
      'no B-trees of more than 64 kB',
    ])
  })
})

describe('indexes', () => {
  const show = (overrides: Partial<Indexes>) => {
    const seen: Indexes = {
      ...{ indexCount: 12, countedMs: 40 * 24 * HOUR, isReset: true, inRecovery: false, shutTables: 0 },
      ...{ unused: [], invalid: [], duplicate: [], foreignKeys: [] },
      ...overrides,
    }
    return shownBy(indexCare, [[indexes, seen]]).tables
  }
  const unused = [{ table: 'users', index: 'users_old', bytes: 3 * MB, definition: 'CREATE INDEX …' }]

  it('that are all in order are said so', () => {
    expect(show({}).map(({ title }) => title)).toEqual([
      'no index is invalid (of 12)',
      'no index is there twice',
      'every index was used in 40 days',
      'every foreign key has an index',
    ])
  })

  it('are not called unused without what speaks against it', () => {
    const old = show({ unused })[2]
    expect(old?.title).toBe('1 not used in 40 days, 3.0 MB')
    expect(old?.notes).toEqual([expect.stringMatching(/^each server counts for itself, and this is a primary/)])
    const young = show({ unused, countedMs: HOUR, isReset: false, inRecovery: true })[2]
    expect(young?.title).toBe('1 not used in at least 60 min, 3.0 MB')
    expect(young?.notes).toEqual([expect.stringMatching(/standby: its primary/), expect.stringMatching(/35 days/)])
  })

  it('that are being built are told from those that were left behind', () => {
    const invalid = { table: 'users', index: 'users_new', bytes: MB, maintained: true }
    const [table] = show({
      invalid: [
        { ...invalid, buildingPid: 7, buildingPhase: 'building index' },
        { ...invalid, buildingPid: null, buildingPhase: null },
      ],
    })
    expect(table?.rows[0]).toMatchObject({ building: 'pid 7', phase: 'building index' })
    expect(table?.rows[1]).not.toHaveProperty('building')
  })

  it('of locked tables are left out and counted', () => {
    expect(show({ shutTables: 2 })[1]?.notes?.[0]).toContain('2 tables')
  })
})

describe('sizes', () => {
  const seen: Sizes = {
    ...{ database: 'users', user: 'app', tableCount: 900 },
    databases: [
      { database: 'users', bytes: MB },
      { database: 'private', bytes: null },
    ],
    tables: [
      {
        ...{ table: 'a', totalBytes: 3 * MB, heapBytes: MB, indexBytes: MB, toastBytes: MB },
        ...{ rows: null, deadRows: 0, lastVacuumMs: null },
      },
      {
        ...{ table: 'b', totalBytes: null, heapBytes: null, indexBytes: null, toastBytes: null },
        ...{ rows: 7, deadRows: 1, lastVacuumMs: HOUR },
      },
    ],
  }

  it('say of a locked table that its size is not known, and of one never vacuumed nothing', () => {
    const [tables] = shownBy(diskSizes, [[sizes, seen]]).tables
    expect(tables).toMatchObject({ title: 'the tables of database users take 3.0 MB', total: 900 })
    expect(tables?.rows[0]).not.toHaveProperty('lastVacuum')
    expect(tables?.rows[1]).toMatchObject({ total: null, lastVacuum: HOUR })
    expect(tables?.notes).toHaveLength(1)
  })

  it('name the right that shows other databases', () => {
    expect(shownBy(diskSizes, [[sizes, seen]]).tables[1]?.notes).toEqual([expect.stringContaining('GRANT pg_monitor')])
  })
})
