import { isPrintable, printable } from '../printable.ts'
import { characters, displayWidth } from './display-width.ts'
import type { Line, Prose, Span } from './line.ts'
import type { Paint } from './paint.ts'

export interface LayoutOptions {
  /** Null: no wrapping. */
  readonly columns: number | null
  readonly paint: Paint
}

type Word = readonly Span[]

/** The no-break space holds numbers and units together until here. */
const unbroken = '\u00a0'

/** Said instead of a command that must not be printed: a terminal would act on it, and what is left without those characters is another command. */
const withheld = '(this command holds control characters; -o json has it)'

/** Lays lines out for a place. The only way to the screen: everything passes `printable` here. */
export function layout(lines: readonly Line[], options: LayoutOptions): string {
  return lines.flatMap((line) => rowsOf(line, options)).reduce((text, row) => `${text}${row.trimEnd()}\n`, '')
}

function rowsOf(line: Line, options: LayoutOptions): readonly string[] {
  if (line.kind === 'blank') return ['']
  if (line.kind === 'prose') return proseRows(line, options)
  if (line.kind === 'row') return [paintRow(line.spans.map(safe), options.paint)]
  if (!isPrintable(line.text)) return proseRows(withheldAt(line.indent), options)
  return [' '.repeat(line.indent) + options.paint(line.text, 'command')]
}

function safe({ text, style }: Span): Span {
  return { text: printable(text), style }
}

function withheldAt(indent: number): Prose {
  return { kind: 'prose', indent, hang: indent, label: null, spans: [{ text: withheld, style: 'plain' }] }
}

function proseRows(line: Prose, { columns, paint }: LayoutOptions): readonly string[] {
  const width = columns ?? Number.POSITIVE_INFINITY
  const hang = Math.min(line.hang, Math.floor(width / 2))
  const indent = Math.min(line.indent, hang)
  const label = printable(line.label?.text ?? '').replaceAll(unbroken, ' ')
  const labelEnd = indent + displayWidth(label)
  const isBeside = line.label !== null && labelEnd < hang
  const spans =
    line.label === null || isBeside ? line.spans : [line.label, { text: ' ', style: 'plain' as const }, ...line.spans]
  const words = wordsOf(spans).flatMap((word) => pieces(word, width - hang))
  const first = isBeside
    ? `${' '.repeat(indent)}${paint(label, line.label?.style ?? 'plain')}${' '.repeat(hang - labelEnd)}`
    : ' '.repeat(indent)
  return fill(words, isBeside ? hang : indent, hang, width).map(
    (row, index) => (index === 0 ? first : ' '.repeat(hang)) + paintRow(row, paint),
  )
}

/** Puts as many words on a row as fit; the first row starts at `start`, the others at `hang`. */
function fill(words: readonly Word[], start: number, hang: number, width: number): readonly (readonly Span[])[] {
  const rows: Span[][] = [[]]
  let used = start
  words.forEach((word, index) => {
    if (index > 0 && used + 1 + widthOf(word) > width) {
      rows.push([])
      used = hang
    } else if (index > 0) {
      rows.at(-1)?.push({ text: ' ', style: 'plain' })
      used += 1
    }
    rows.at(-1)?.push(...word)
    used += widthOf(word)
  })
  return rows
}

/** Words of all spans; where no space stands between two spans, the word goes on. */
function wordsOf(spans: readonly Span[]): readonly Word[] {
  const words: Span[][] = []
  let isOpen = false
  for (const { text, style } of spans) {
    printable(text)
      .split(' ')
      .forEach((part, index) => {
        if (index > 0) isOpen = false
        if (part === '') return
        if (isOpen) words.at(-1)?.push({ text: part, style })
        else words.push([{ text: part, style }])
        isOpen = true
      })
  }
  return words
}

/** A word wider than a row is broken. */
function pieces(word: Word, width: number): readonly Word[] {
  if (widthOf(word) <= width) return [word]
  const parts: Span[][] = [[]]
  let used = 0
  for (const { text, style } of word) {
    for (const character of characters(text)) {
      const wanted = displayWidth(character)
      if (used + wanted > width && used > 0) {
        parts.push([])
        used = 0
      }
      parts.at(-1)?.push({ text: character, style })
      used += wanted
    }
  }
  return parts
}

function widthOf(word: Word): number {
  return word.reduce((sum, part) => sum + displayWidth(part.text), 0)
}

/** Neighbours of one style, spaces between them included, are painted at once. */
function paintRow(row: readonly Span[], paint: Paint): string {
  const merged: Span[] = []
  row.forEach((part, index) => {
    const last = merged.at(-1)
    const joins =
      last !== undefined && (last.style === part.style || (part.text === ' ' && row[index + 1]?.style === last.style))
    if (joins) merged.splice(-1, 1, { text: last.text + part.text, style: last.style })
    else merged.push(part)
  })
  return merged.map(({ text, style }) => paint(text.replaceAll(unbroken, ' '), style)).join('')
}
