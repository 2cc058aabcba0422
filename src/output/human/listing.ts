import type { Listing, NotAsked, Table } from '../../core/listing.ts'
import { type Terminal, widestProse } from '../terminal.ts'
import { count, counted } from '../words/amounts.ts'
import { layout } from './layout.ts'
import { type Line, labelled, prose, sections, span } from './line.ts'
import type { Detail } from './page.ts'
import { painter } from './paint.ts'
import { drawTable } from './table.ts'

/** Tables one after the other, each under the name of its system; below them what could not be asked. */
export function renderListing(document: Listing, terminal: Terminal, detail: Detail): string {
  const { colour, columns } = terminal
  const parts = [
    ...document.tables.map((table) => tableLines(table, terminal, detail)),
    document.notAsked.map(notAskedLine),
  ]
  const prose = columns === null ? null : Math.min(columns, widestProse)
  return layout(sections(parts), { columns: prose, paint: painter(colour) })
}

function tableLines(table: Table, { columns, unicode }: Terminal, detail: Detail): readonly Line[] {
  const { target, title, rows } = table
  const heading = prose(0, span(target.name, 'strong'), span(`: ${title}`))
  const drawn = drawTable(table.columns, rows, { unicode, columns: detail === 'verbose' ? null : columns })
  return [
    heading,
    ...(rows.length === 0 ? [] : drawn.lines),
    ...(detail === 'quiet' ? [] : remarks(table, rows.length === 0 ? [] : drawn.left)),
  ]
}

/** What is not on the screen, and what has to be known to read what is. */
function remarks({ rows, total, notes }: Table, left: readonly string[]): readonly Line[] {
  return [...moreRows(rows.length, total), ...moreColumns(left), ...notes].map((text) => prose(0, span(text, 'faint')))
}

function moreRows(shown: number, total: number | null): readonly string[] {
  if (shown === 0 || shown === total) return []
  const rows = `${count(shown)} ${shown === 1 ? 'row' : 'rows'}`
  return [total === null ? `there are more than these ${rows}` : `${rows} of ${count(total)} (--limit)`]
}

function moreColumns(left: readonly string[]): readonly string[] {
  if (left.length === 0) return []
  return [`${counted(left.length, 'column')} more with --verbose or a wider terminal: ${left.join(', ')}`]
}

function notAskedLine({ target, reason, grant }: NotAsked): Line {
  const about = reason.includes(target.name) ? '' : `${target.name}: `
  const help = grant === null ? '' : `: ${grant}`
  return labelled(0, span('not asked:', 'warning'), span(`${about}${reason}${help}`))
}
