import type { Listing, Table } from '../../core/listing.ts'
import type { Row } from '../../core/table.ts'
import { printable } from '../printable.ts'
import { gap } from '../words/amounts.ts'
import { cellWords } from '../words/cells.ts'

/** A line for each row that is new or whose key columns say something else than before, for those who read a log of it. */
export function changedRows(before: Listing | undefined, now: Listing): string {
  const known = new Set((before?.tables ?? []).flatMap((table) => table.rows.map((row) => keyOf(table, row))))
  return now.tables
    .flatMap((table) => table.rows.filter((row) => !known.has(keyOf(table, row))).map((row) => lineOf(table, row)))
    .map((line) => `${stamp(now)} ${line}\n`)
    .join('')
}

/** Numbers that never stand still are not worth a line. */
function keyOf({ target, columns }: Table, row: Row): string {
  const keys = columns.filter(({ importance }) => importance === 'key').map(({ id }) => row[id] ?? null)
  return JSON.stringify([target, keys])
}

function lineOf({ columns }: Table, row: Row): string {
  const [first, ...others] = columns.filter(({ id }) => row[id] !== undefined)
  if (first === undefined) return ''
  const words = others.map(({ id, label, kind }) => `${label} ${cellWords(row[id], kind)}`)
  const text = `${cellWords(row[first.id], first.kind)}: ${words.join(', ')}`
  return printable(text).replaceAll(gap, ' ').replaceAll('\n', ' ')
}

function stamp({ takenAt }: Listing): string {
  return takenAt.replace(/\.\d+Z$/, 'Z')
}
