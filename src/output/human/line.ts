import type { Style } from './paint.ts'

export interface Span {
  readonly text: string
  readonly style: Style
}

/** One paragraph of the screen. `hang` is the indentation of its second and later rows. */
export type Line =
  | { readonly kind: 'prose'; readonly indent: number; readonly hang: number; readonly spans: readonly Span[] }
  /** A line to paste: never wrapped, never changed. */
  | { readonly kind: 'shell'; readonly indent: number; readonly text: string }
  | { readonly kind: 'blank' }

export const blank: Line = { kind: 'blank' }

export function span(text: string, style: Style = 'plain'): Span {
  return { text, style }
}

/** A paragraph whose later rows stand under its first row's text, behind the label. */
export function labelled(indent: number, label: Span, ...spans: readonly Span[]): Line {
  const hang = indent + [...label.text].length + 1
  return { kind: 'prose', indent, hang, spans: [label, span(' '), ...spans] }
}

export function prose(indent: number, ...spans: readonly Span[]): Line {
  return { kind: 'prose', indent, hang: indent + 2, spans }
}

export function shell(indent: number, text: string): Line {
  return { kind: 'shell', indent, text }
}

/** Sections with a blank line between them; empty ones leave no trace. */
export function sections(parts: readonly (readonly Line[])[]): readonly Line[] {
  return parts.filter((part) => part.length > 0).flatMap((part, index) => (index === 0 ? part : [blank, ...part]))
}
