import { OperatorError } from './core/errors.ts'
import type { Table } from './core/listing.ts'
import { compareText } from './core/order.ts'
import type { Cell } from './core/table.ts'

/** Rows by one column: numbers from the largest on, texts from A on, what is not known last. Tables without that column stay as they are; where none has it, throws OperatorError `usage`. */
export function sorted(tables: readonly Table[], by: string): readonly Table[] {
  const has = ({ columns }: Table) => columns.some(({ id }) => id === by)
  if (tables.length > 0 && !tables.some(has)) {
    const known = new Set(tables.flatMap(({ columns }) => columns.map(({ id }) => id)))
    throw new OperatorError(`there is no column ${by}`, { hint: `columns: ${[...known].join(', ')}` })
  }
  return tables.map((table) => ({
    ...table,
    rows: has(table) ? table.rows.toSorted((left, right) => compare(plain(left[by]), plain(right[by]))) : table.rows,
  }))
}

function plain(cell: Cell | undefined): string | number | null {
  if (cell === undefined || cell === null) return null
  if (typeof cell === 'object') return cell.amount
  return typeof cell === 'boolean' ? Number(cell) : cell
}

function compare(left: string | number | null, right: string | number | null): number {
  if (left === null || right === null) return Number(left === null) - Number(right === null)
  if (typeof left === 'number' && typeof right === 'number') return right - left
  return compareText(String(left), String(right))
}
