import type { Cell, ColumnKind, ValueKind } from '../../core/table.ts'
import { amount, count, duration, gap, latency, percent, size } from './amounts.ts'

/** The value of a cell as a person reads it: `?` where it is not known, `-` where it does not apply. */
export function cellWords(cell: Cell | undefined, kind: ColumnKind): string {
  if (cell === undefined || cell === '') return '-'
  if (cell === null) return '?'
  if (typeof cell === 'object') return cell.amount === null ? '?' : numberWords(cell.amount, cell.kind)
  if (typeof cell === 'boolean') return cell ? 'yes' : 'no'
  return typeof cell === 'string' ? cell : numberWords(cell, kind)
}

/** Whether the digits of a column should stand under each other. */
export function isNumeric(kind: ColumnKind): boolean {
  return !texts.has(kind)
}

const texts: ReadonlySet<ColumnKind> = new Set(['text', 'flag', 'state'])

const numberKinds: Readonly<Partial<Record<ValueKind | 'mixed', (value: number) => string>>> = {
  count,
  number: (value) => (value < 1000 ? amount(value) : count(value)),
  bytes: size,
  milliseconds: took,
  age: duration,
  share: percent,
  rate: (value) => `${amount(value)}/s`,
}

function numberWords(value: number, kind: ColumnKind): string {
  return (numberKinds[kind] ?? String)(value)
}

/** Short times matter where something is done often. */
function took(milliseconds: number): string {
  if (milliseconds >= 9.95 || milliseconds <= 0) return latency(milliseconds)
  return `${milliseconds < 0.01 ? '<0.01' : milliseconds.toFixed(milliseconds < 1 ? 2 : 1)}${gap}ms`
}
