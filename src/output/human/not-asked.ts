import { unaskedIn, unaskedWords } from '../words/unasked.ts'
import { type Line, labelled, span } from './line.ts'
import type { Page } from './page.ts'

/** What could not be asked: silence about it would read as health. */
export function notAsked({ document }: Page): readonly Line[] {
  return unaskedIn(document).map((gap) => labelled(0, span('not asked:', 'warning'), span(unaskedWords(gap))))
}
