import type { Cell, CellState, Column, Row } from '../../core/table.ts'
import { printable } from '../printable.ts'
import { gap } from '../words/amounts.ts'
import { cellWords, isNumeric } from '../words/cells.ts'
import { columnWidths, GUTTER } from './column-widths.ts'
import { characters, displayWidth } from './display-width.ts'
import { type Line, row, type Span, span } from './line.ts'
import type { Style } from './paint.ts'

export interface TableOptions {
  /** Null: as wide as it needs to be. */
  readonly columns: number | null
  readonly unicode: boolean
}

export interface DrawnTable {
  readonly lines: readonly Line[]
  /** Labels of the columns for which there was no room. */
  readonly left: readonly string[]
}

/** A table with its head, each row on one line, whatever the width. */
export function drawTable(columns: readonly Column[], rows: readonly Row[], options: TableOptions): DrawnTable {
  const strips = columns.map((column) => stripOf(column, rows))
  const wishes = strips.map(({ column, natural, head }) => ({
    importance: column.importance,
    natural,
    least: isCut(column) ? Math.min(natural, displayWidth(head)) : natural,
  }))
  const widths = options.columns === null ? strips.map(({ natural }) => natural) : columnWidths(wishes, options.columns)
  const shown = strips.flatMap((strip, index) => {
    const width = widths[index] ?? null
    return width === null ? [] : [{ ...strip, width }]
  })
  const lineOf = (cells: readonly Span[]) =>
    row(spaced(cells.map((cell, index) => padded(cell, shown[index], options))))
  return {
    lines: [
      lineOf(shown.map(({ head }) => span(head, 'strong'))),
      ...rows.map((_, index) => lineOf(shown.map(({ cells }) => cells[index] ?? span('')))),
    ],
    left: columns.filter((_, index) => widths[index] === null).map(({ label }) => label),
  }
}

interface Strip {
  readonly column: Column
  readonly head: string
  readonly cells: readonly Span[]
  readonly natural: number
}

function stripOf(column: Column, rows: readonly Row[]): Strip {
  const head = safe(column.label).toUpperCase()
  const cells = rows.map((each) =>
    span(safe(cellWords(each[column.id], column.kind)), styleOf(each[column.id], column)),
  )
  return { column, head, cells, natural: Math.max(...[head, ...cells.map(({ text }) => text)].map(displayWidth)) }
}

/** What is measured has to be what is printed. */
function safe(text: string): string {
  return printable(text).replaceAll(gap, ' ')
}

function isCut({ kind, shorten }: Column): boolean {
  return kind === 'text' && shorten !== 'never'
}

const stateStyles: Readonly<Record<CellState, Style>> = {
  ok: 'good',
  warning: 'warning',
  critical: 'critical',
  unknown: 'plain',
}

/** The colour repeats what the word says. */
function styleOf(cell: Cell | undefined, { kind }: Column): Style {
  const [, style] = Object.entries(stateStyles).find(([state]) => kind === 'state' && state === cell) ?? []
  return style ?? 'plain'
}

function padded(
  { text, style }: Span,
  strip: (Strip & { readonly width: number }) | undefined,
  { unicode }: TableOptions,
): readonly Span[] {
  if (strip === undefined) return []
  const { column, width } = strip
  const short = displayWidth(text) <= width ? text : shortened(text, width, column.shorten, unicode)
  const space = span(' '.repeat(width - displayWidth(short)))
  return isNumeric(column.kind) ? [space, span(short, style)] : [span(short, style), space]
}

function spaced(cells: readonly (readonly Span[])[]): readonly Span[] {
  return cells.flatMap((cell, index) => (index === 0 ? cell : [span(' '.repeat(GUTTER)), ...cell]))
}

function shortened(text: string, width: number, where: Column['shorten'], unicode: boolean): string {
  const mark = unicode || width < 4 ? '…' : '...'
  const room = width - displayWidth(mark)
  if (room <= 0) return start(text, width)
  if (where !== 'middle') return start(text, room) + mark
  const tail = Math.floor(room / 2)
  return start(text, room - tail) + mark + end(text, tail)
}

function start(text: string, width: number): string {
  return taken(characters(text), width).join('')
}

function end(text: string, width: number): string {
  return taken(characters(text).toReversed(), width).toReversed().join('')
}

function taken(all: readonly string[], width: number): readonly string[] {
  let used = 0
  return all.filter((character) => {
    used += displayWidth(character)
    return used <= width
  })
}
