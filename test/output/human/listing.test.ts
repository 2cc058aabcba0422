import { stripVTControlCharacters } from 'node:util'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Column, Row } from '../../../src/core/table.ts'
import { displayWidth } from '../../../src/output/human/display-width.ts'
import { renderListing } from '../../../src/output/human/listing.ts'
import { drawTable } from '../../../src/output/human/table.ts'
import { everyKind, listingOf, tableOf } from '../sample/listing.ts'

const terminal = { colour: false, columns: 80, unicode: true, interactive: false } as const

describe('the screen of a listing', () => {
  it.each([
    ['80-columns', terminal],
    ['120-columns', { ...terminal, columns: 120 }],
    ['40-columns.ascii', { ...terminal, columns: 40, unicode: false }],
    ['no-terminal', { ...terminal, columns: null }],
    ['colour', { ...terminal, colour: true }],
  ])('on %s stays as it is', async (name, place) => {
    await expect(renderListing(everyKind, place, 'normal')).toMatchFileSnapshot(`../golden/listing.${name}.txt`)
  })

  it('says the same without colour', () => {
    const coloured = renderListing(everyKind, { ...terminal, colour: true }, 'normal')
    expect(stripVTControlCharacters(coloured)).toBe(renderListing(everyKind, terminal, 'normal'))
  })

  it('says of an empty table what that means, and draws no head over nothing', () => {
    const empty = tableOf([{ id: 'pid', label: 'pid', kind: 'text' }], [], { title: 'no session is blocked' })
    expect(renderListing(listingOf([empty]), terminal, 'normal')).toBe('user-db: no session is blocked\n')
  })

  it('leaves no column out with --verbose, and no remark with --quiet', () => {
    expect(renderListing(everyKind, terminal, 'verbose')).toContain('version = $3')
    const quiet = renderListing(everyKind, terminal, 'quiet')
    expect(quiet).not.toContain('counted since')
    expect(quiet).toContain('not asked:')
  })

  it('says how many rows are left out, also where nobody counted them', () => {
    const columns = [{ id: 'n', label: 'n', kind: 'count' }] as const
    const many = (total: number | null) =>
      renderListing(listingOf([tableOf(columns, [{ n: 1 }], { total })]), terminal, 'normal')
    expect(many(1)).not.toContain('--limit')
    expect(many(1_234)).toContain('1 row of 1,234 (--limit)')
    expect(many(null)).toContain('there are more than these 1 row')
  })
})

const text = fc.oneof(fc.string({ unit: 'binary' }), fc.string({ unit: 'grapheme' }), fc.lorem())
const column: fc.Arbitrary<Column> = fc.record({
  id: fc.constantFrom('a', 'b', 'c', 'd', 'e'),
  label: text,
  kind: fc.constantFrom('text', 'count', 'bytes', 'age', 'mixed'),
  importance: fc.constantFrom('key', 'usual', 'extra'),
  shorten: fc.constantFrom('end', 'middle', 'never'),
})
const value = fc.option(fc.oneof(text, fc.double({ noNaN: true }), fc.integer(), fc.boolean()))
const rows: fc.Arbitrary<readonly Row[]> = fc.array(fc.dictionary(fc.constantFrom('a', 'b', 'c', 'd', 'e'), value), {
  maxLength: 4,
})
const columns = fc.array(column, { minLength: 1, maxLength: 6 })

describe('a table', () => {
  it('is never wider than the terminal, and never wraps', () => {
    fc.assert(
      fc.property(columns, rows, fc.integer({ min: 4, max: 140 }), (some, cells, width) => {
        const listing = listingOf([tableOf(some, cells, { title: 't' })])
        const printed = renderListing(listing, { ...terminal, columns: width }, 'quiet')
          .trimEnd()
          .split('\n')
        for (const line of printed) expect(displayWidth(line)).toBeLessThanOrEqual(width)
        expect(drawTable(some, cells, { columns: width, unicode: true }).lines).toHaveLength(cells.length + 1)
      }),
    )
  })

  it('holds nothing that a terminal would act on', () => {
    fc.assert(
      fc.property(columns, rows, (some, cells) => {
        const printed = renderListing(listingOf([tableOf(some, cells)]), terminal, 'normal')
        expect(printed.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}]/u)
      }),
    )
  })

  it('is cut nowhere where it is not a terminal', () => {
    const statement = `SELECT ${'x'.repeat(300)}`
    const wide = listingOf([tableOf([{ id: 'q', label: 'statement', kind: 'text' }], [{ q: statement }])])
    expect(renderListing(wide, { ...terminal, columns: null }, 'normal')).toContain(statement)
  })

  const narrow = (importance: Column['importance'], width: number) => {
    const kind = 'text' as const
    const shorten = 'never' as const
    const wide: readonly Column[] = [
      { id: 'a', label: 'first', kind, importance: 'key', shorten },
      { id: 'b', label: 'second', kind, importance, shorten },
      { id: 'c', label: 'third', kind, importance: 'usual', shorten },
    ]
    const cells = [{ a: 'a'.repeat(20), b: 'b'.repeat(20), c: 'c'.repeat(20) }]
    return drawTable(wide, cells, { columns: width, unicode: true }).left
  }

  it('loses extra columns first, then usual ones from the right, and says which', () => {
    expect(narrow('extra', 64)).toEqual([])
    expect(narrow('extra', 63)).toEqual(['second'])
    expect(narrow('usual', 63)).toEqual(['third'])
    expect(narrow('key', 63)).toEqual(['third'])
    expect(narrow('usual', 41)).toEqual(['second', 'third'])
  })

  it('never cuts what people paste while it has room for it', () => {
    const kind = 'text' as const
    const pasted: readonly Column[] = [
      { id: 'a', label: 'session', kind, importance: 'key', shorten: 'never' },
      { id: 'b', label: 'statement', kind, importance: 'usual', shorten: 'end' },
    ]
    const cells = [{ a: '4711@2026-11-22T01:00:00Z', b: 'SELECT something that is long enough to be cut' }]
    const listing = listingOf([tableOf(pasted, cells)])
    const [, , row] = renderListing(listing, { ...terminal, columns: 40 }, 'normal').split('\n')
    expect(row).toBe('4711@2026-11-22T01:00:00Z  SELECT somet…')
  })
})
