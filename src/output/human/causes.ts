import type { CauseSeen, RemedySeen } from '../../core/diagnosis.ts'
import type { Risk } from '../../core/remedy.ts'
import { column, type Line, labelled, type Span, shell, span } from './line.ts'
import { hurtSince, type Page, severitySpan } from './page.ts'
import type { Style } from './paint.ts'

/** The first few causes are told in full and the rest by name: what to fix first must not scroll away. */
const toldInFull = 3
const reasonsShown = 3

/** Starts closer together than this, in milliseconds, are one moment for a person. */
const sameMoment = 60_000

const inside = 3
const labels = 'because'.length + 2

/** What to fix, first things first: the conclusion, what it stands on, what to type. */
export function causes(page: Page): readonly (readonly Line[])[] {
  const { causes: all } = page.document
  const told = page.detail === 'normal' ? toldInFull : all.length
  const rest = all.slice(told).map((cause, index) => head(cause, told + index, page))
  return [...all.slice(0, told).map((cause, index) => section(cause, index, page)), rest]
}

function section(cause: CauseSeen, index: number, page: Page): readonly Line[] {
  const fixes = cause.remedies.flatMap((remedy, place) => remedyLines(remedy, place))
  if (page.detail === 'quiet') return [head(cause, index, page), ...fixes]
  return [head(cause, index, page), ...because(cause, page), ...contradictions(cause), ...fixes]
}

function head(cause: CauseSeen, index: number, page: Page): Line {
  const number = `${index + 1}.`
  const spans: Span[] = [
    severitySpan(cause.severity, page),
    span(`, ${cause.confidence} confidence: `),
    span(cause.summary, 'strong'),
    span(whereAndSince(cause, page)),
  ]
  return labelled(0, span(number, 'strong'), ...spans)
}

/** What the summary and the headline do not say already. */
function whereAndSince(cause: CauseSeen, page: Page): string {
  const { name } = cause.target
  const where = cause.summary.includes(name) ? [] : [`on ${name}`]
  const hurt = hurtSince(page)
  const at = cause.since.at === null ? null : Date.parse(cause.since.at)
  const isSaid = at === null || (hurt !== null && Math.abs(at - hurt) < sameMoment)
  const since = isSaid ? null : page.times.since(cause.since)
  const words = [...where, ...(since === null ? [] : [since])]
  return words.length === 0 ? '' : `, ${words.join(', ')}`
}

function because(cause: CauseSeen, { detail }: Page): readonly Line[] {
  const shown = detail === 'verbose' ? cause.because : cause.because.slice(0, reasonsShown)
  const left = cause.because.length - shown.length
  const refs = (reason: CauseSeen['because'][number]) =>
    detail === 'verbose' && reason.refs.length > 0 ? [span(` [${reason.refs.join(' ')}]`, 'faint')] : []
  return [
    ...shown.map((reason, index) => beside(index === 0 ? 'because' : '', 'faint', span(reason.text), ...refs(reason))),
    ...(left > 0 ? [beside('', 'faint', span(`and ${left} more (--verbose)`, 'faint'))] : []),
  ]
}

function contradictions(cause: CauseSeen): readonly Line[] {
  return cause.contradictedBy.map((text) => beside('but', 'warning', span(text)))
}

function remedyLines(remedy: RemedySeen, place: number): readonly Line[] {
  const opening = remedy.shell === null ? ' (by hand, ' : ' ('
  const words = [span(remedy.summary), span(opening), riskSpan(remedy.risk), span(')')]
  const line = beside(place === 0 ? 'fix' : 'or', 'strong', ...words)
  return remedy.shell === null ? [line] : [line, shell(inside + labels, remedy.shell)]
}

/** Reasons and remedies stand in a column beside what they are. */
function beside(label: string, style: Style, ...spans: readonly Span[]): Line {
  return column(inside, labels, span(label, style), ...spans)
}

const riskWords: Record<Risk, string> = {
  none: 'no risk',
  low: 'low risk',
  outage: 'risk: outage',
  'data-loss': 'risk: data loss',
}

function riskSpan(risk: Risk): Span {
  if (risk === 'data-loss') return span(riskWords[risk], 'critical')
  return span(riskWords[risk], risk === 'outage' ? 'warning' : 'plain')
}
