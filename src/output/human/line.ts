import { displayWidth } from './display-width.ts'
import type { Style } from './paint.ts'

export interface Span {
  readonly text: string
  readonly style: Style
}

/** One paragraph of the screen: its label at `indent`, its text from `hang` on, row after row. */
export interface Prose {
  readonly kind: 'prose'
  readonly indent: number
  readonly hang: number
  readonly label: Span | null
  readonly spans: readonly Span[]
}

export type Line =
  | Prose
  /** A line to paste: never wrapped, never changed. */
  | { readonly kind: 'shell'; readonly indent: number; readonly text: string }
  /** A row of a table: fitted already, never wrapped. */
  | { readonly kind: 'row'; readonly spans: readonly Span[] }
  | { readonly kind: 'blank' }

const blank: Line = { kind: 'blank' }

export function span(text: string, style: Style = 'plain'): Span {
  return { text, style }
}

/** Text whose later rows are set in. */
export function prose(indent: number, ...spans: readonly Span[]): Line {
  return { kind: 'prose', indent, hang: indent + 2, label: null, spans }
}

/** Text right behind its label. */
export function labelled(indent: number, label: Span, ...spans: readonly Span[]): Line {
  return column(indent, displayWidth(label.text) + 1, label, ...spans)
}

/** Text beside labels of this width, so that those of several lines stand in a column. */
export function column(indent: number, width: number, label: Span, ...spans: readonly Span[]): Line {
  return { kind: 'prose', indent, hang: indent + width, label, spans }
}

export function shell(indent: number, text: string): Line {
  return { kind: 'shell', indent, text }
}

export function row(spans: readonly Span[]): Line {
  return { kind: 'row', spans }
}

/** Sections with a blank line between them; empty ones leave no trace. */
export function sections(parts: readonly (readonly Line[])[]): readonly Line[] {
  return parts.filter((part) => part.length > 0).flatMap((part, index) => (index === 0 ? part : [blank, ...part]))
}
