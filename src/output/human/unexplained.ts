import type { Diagnosis, FindingSeen } from '../../core/diagnosis.ts'
import { nodeKey } from '../../core/target.ts'
import { counted } from '../words/amounts.ts'
import { unaskedIn, unaskedWords } from '../words/unasked.ts'
import { column, type Line, labelled, prose, span } from './line.ts'
import { hurtSince, type Page, severitySpan } from './page.ts'

/** Critical symptoms that no cause explains: said as such, with what is ruled out and what to ask next. */
export function unexplained(page: Page): readonly Line[] {
  const { document } = page
  const symptoms = document.findings.filter((finding) => document.unexplained.includes(finding.id))
  if (symptoms.length === 0) return []
  return [
    ...symptoms.map((finding) => headOf(finding, page)),
    ...ruledOut(document),
    column(3, 11, span('next', 'strong'), span(nextQuestion(page))),
  ]
}

function headOf(finding: FindingSeen, page: Page): Line {
  const since = page.times.since(finding.since)
  return labelled(
    0,
    span('unexplained:', 'strong'),
    severitySpan(finding.severity, page),
    span(': '),
    span(finding.summary, 'strong'),
    span(since === null || finding.since.at === startOfHurt(page) ? '' : `, ${since}`),
  )
}

function startOfHurt(page: Page): string | null {
  const at = hurtSince(page)
  return at === null ? null : new Date(at).toISOString()
}

/** Systems where every question that was answered found nothing. */
function ruledOut(document: Diagnosis): readonly Line[] {
  const services = new Set(document.services.map((service) => nodeKey(service.target)))
  const clean = document.target.systems
    .filter((system) => !services.has(nodeKey(system.target)))
    .flatMap(({ target, system }) => {
      const answers = document.checks.filter((check) => nodeKey(check.target) === nodeKey(target))
      const ok = answers.filter((check) => check.answer === 'ok').length
      const isClean = ok > 0 && answers.every((check) => check.answer !== 'found')
      return isClean ? [`${system} ${target.name} (${counted(ok, 'check')} ok)`] : []
    })
  return clean.length === 0 ? [] : [column(3, 11, span('ruled out', 'faint'), span(clean.join(', ')))]
}

/** What would tell more, the surest first: what could not be asked, rates, the latest change, the service's own words. */
function nextQuestion(page: Page): string {
  const { document, times } = page
  const [gap] = unaskedIn(document)
  if (gap !== undefined) return `make it askable: ${unaskedWords({ ...gap, checks: 0 })}`
  if (document.looks === 'one') return 'look at rates: run it again with --observe 30s'
  const hurt = hurtSince(page)
  const suspect = document.changes.findLast((change) => hurt === null || Date.parse(change.at) <= hurt)
  if (suspect !== undefined) return `did this do it? ${times.clock(Date.parse(suspect.at))} ${suspect.summary}`
  return `what do its own logs say ${hurt === null ? 'now' : `around ${times.clock(hurt)}`}?`
}

/** Findings that neither a cause nor the section above speaks of. */
export function alsoFound(page: Page): readonly Line[] {
  const { document, detail } = page
  if (detail !== 'normal') return []
  const told = new Set([
    ...document.unexplained,
    ...document.causes.flatMap(({ explains, because }) => [
      ...explains.findings,
      ...because.flatMap(({ refs }) => refs),
    ]),
  ])
  const rest = document.findings.filter((finding) => !told.has(finding.id))
  const more = rest.length - alsoShown
  return [
    ...rest
      .slice(0, alsoShown)
      .map((finding) => labelled(0, span('also:'), severitySpan(finding.severity, page), span(`: ${finding.summary}`))),
    ...(more > 0 ? [prose(0, span(`and ${counted(more, 'more finding')} (--verbose)`, 'faint'))] : []),
  ]
}

const alsoShown = 3
