import { isPrintable, printable } from '../printable.ts'
import { characters, displayWidth } from './display-width.ts'
import type { Line, Span } from './line.ts'
import type { Paint } from './paint.ts'

export interface LayoutOptions {
  /** Null: no wrapping. */
  readonly columns: number | null
  readonly paint: Paint
}

type Word = readonly Span[]
type Prose = Extract<Line, { kind: 'prose' }>

/** Said instead of a command that must not be printed: a terminal would act on it, and what is left without those characters is another command. */
const withheld = '(this command holds control characters; -o json has it)'

/** Lays lines out for a place. The only way to the screen: everything passes `printable` here. */
export function layout(lines: readonly Line[], options: LayoutOptions): string {
  return lines.flatMap((line) => rowsOf(line, options)).reduce((text, row) => `${text}${row.trimEnd()}\n`, '')
}

function rowsOf(line: Line, options: LayoutOptions): readonly string[] {
  if (line.kind === 'blank') return ['']
  if (line.kind === 'prose') return wrap(line, options)
  if (!isPrintable(line.text)) return wrap(proseOf(line.indent, withheld), options)
  return [' '.repeat(line.indent) + options.paint(line.text, 'command')]
}

function proseOf(indent: number, text: string): Prose {
  return { kind: 'prose', indent, hang: indent, spans: [{ text, style: 'plain' }] }
}

function wrap(line: Prose, { columns, paint }: LayoutOptions): readonly string[] {
  const width = columns ?? Number.POSITIVE_INFINITY
  const hang = Math.min(line.hang, Math.floor(width / 2))
  const rows: Span[][] = [[]]
  let used = Math.min(line.indent, hang)
  const first = ' '.repeat(used)
  let isEmpty = true
  for (const word of wordsOf(line.spans).flatMap((word) => pieces(word, width - hang))) {
    const gap = isEmpty ? 0 : 1
    if (!isEmpty && used + gap + widthOf(word) > width) {
      rows.push([])
      used = hang
    } else if (gap === 1) {
      rows.at(-1)?.push({ text: ' ', style: 'plain' })
      used += gap
    }
    rows.at(-1)?.push(...word)
    used += widthOf(word)
    isEmpty = false
  }
  return rows.map((row, index) => (index === 0 ? first : ' '.repeat(hang)) + paintRow(row, paint))
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
    const joins = last !== undefined && (last.style === part.style || (part.text === ' ' && row[index + 1]?.style === last.style))
    if (joins) merged.splice(-1, 1, { text: last.text + part.text, style: last.style })
    else merged.push(part)
  })
  return merged.map(({ text, style }) => paint(text, style)).join('')
}
