import type { Diagnosis } from '../../core/diagnosis.ts'
import type { Terminal } from '../terminal.ts'
import { causes } from './causes.ts'
import { counts, nothingFound } from './counts.ts'
import { details } from './details.ts'
import { headlines } from './headlines.ts'
import { layout } from './layout.ts'
import { type Line, sections } from './line.ts'
import { notAsked } from './not-asked.ts'
import { type Detail, type Page, pageOf } from './page.ts'
import { painter } from './paint.ts'
import { timeLine } from './time-line.ts'
import { alsoFound, unexplained } from './unexplained.ts'

export interface DiagnosisView {
  readonly terminal: Terminal
  readonly detail: Detail
  /** By default the zone of this machine. */
  readonly timeZone?: string
}

/** One screen for the person on call: are users hurt, why, what to type; then what changed and what nobody could see. */
export function renderDiagnosis(document: Diagnosis, view: DiagnosisView): string {
  const { colour, columns, unicode } = view.terminal
  const page = pageOf(document, { ...view, unicode })
  return layout(sections(partsOf(page)), { columns, paint: painter(colour) })
}

function partsOf(page: Page): readonly (readonly Line[])[] {
  const verdict = [headlines(page), ...causes(page)]
  if (page.detail === 'quiet') return verdict
  const rest = [[...nothingFound(page), ...notAsked(page), ...counts(page)]]
  return [...verdict, unexplained(page), alsoFound(page), timeLine(page), ...details(page), ...rest]
}
