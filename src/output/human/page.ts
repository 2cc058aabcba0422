import type { Diagnosis } from '../../core/diagnosis.ts'
import type { Severity } from '../../core/severity.ts'
import { serviceState } from '../words/service-state.ts'
import { type Times, timesAt } from '../words/times.ts'
import type { Span } from './line.ts'
import { span } from './line.ts'

export type Detail = 'quiet' | 'normal' | 'verbose'

/** What every section needs: the document and how to say things to this reader. */
export interface Page {
  readonly document: Diagnosis
  readonly detail: Detail
  readonly times: Times
  readonly marks: Marks
}

interface Marks {
  readonly critical: string
  readonly warning: string
  readonly good: string
  readonly unknown: string
}

const unicodeMarks: Marks = { critical: '✖', warning: '▲', good: '✔', unknown: '?' }
const asciiMarks: Marks = { critical: 'x', warning: '!', good: '+', unknown: '?' }

export interface PageOptions {
  readonly detail: Detail
  readonly unicode: boolean
  /** By default the zone of this machine. */
  readonly timeZone?: string
}

export function pageOf(document: Diagnosis, { detail, unicode, timeZone }: PageOptions): Page {
  const now = Date.parse(document.startedAt) + document.durationMs
  return { document, detail, times: timesAt(now, timeZone), marks: unicode ? unicodeMarks : asciiMarks }
}

/** Symbol and word of a severity; the colour repeats what they say. */
export function severitySpan(severity: Severity, { marks }: Page): Span {
  return span(`${marks[severity]} ${severity}`, severity)
}

/** When users began to be hurt; null where nobody was, or nobody can tell. */
export function hurtSince({ document, times }: Page): number | null {
  const starts = document.services
    .filter((service) => serviceState(service, document, times).state === 'hurt')
    .flatMap(({ impact }) => (impact.since.at === null ? [] : [Date.parse(impact.since.at)]))
  return starts.length === 0 ? null : Math.min(...starts)
}
