import type { CheckSeen, FindingSeen } from '../../core/diagnosis.ts'
import type { EvidenceValue } from '../../core/finding.ts'
import { type Line, labelled, prose, span } from './line.ts'
import { type Page, severitySpan } from './page.ts'
import type { Style } from './paint.ts'

/** Every finding with what proves it, and every check that was asked: for `--verbose`. */
export function details(page: Page): readonly (readonly Line[])[] {
  const { document, detail } = page
  if (detail !== 'verbose') return []
  const found = document.findings.flatMap((finding) => findingLines(finding, page))
  return [
    titled('findings', found),
    titled(
      'checks',
      document.checks.map((check) => checkLine(check, page)),
    ),
  ]
}

function titled(title: string, lines: readonly Line[]): readonly Line[] {
  return lines.length === 0 ? [] : [prose(0, span(title, 'faint')), ...lines]
}

function findingLines(finding: FindingSeen, page: Page): readonly Line[] {
  const since = page.times.since(finding.since)
  const { target, check, vantage } = finding
  const facts = [check, `${target.system} ${target.name}`, ...(since === null ? [] : [since]), `seen from ${vantage}`]
  return [
    labelled(2, span(finding.id, 'strong'), severitySpan(finding.severity, page), span(`: ${finding.summary}`)),
    prose(5, span(facts.join(', '), 'faint')),
    ...Object.entries(finding.evidence).map(([name, value]) => labelled(5, span(`${name}:`), span(valueWords(value)))),
  ]
}

function valueWords(value: EvidenceValue): string {
  return typeof value === 'string' ? value : JSON.stringify(value)
}

const styles: Record<CheckSeen['answer'], Style> = {
  ok: 'good',
  found: 'critical',
  unknown: 'warning',
  skipped: 'faint',
}

function checkLine({ id, target, answer, reason }: CheckSeen, { marks }: Page): Line {
  const symbols = { ok: marks.good, found: marks.critical, unknown: marks.unknown, skipped: '-' }
  const answered = span(`${symbols[answer]} ${answer.padEnd('unknown'.length)}`, styles[answer])
  return labelled(2, answered, span(`${id} (${target.name})${reason === null ? '' : `: ${reason}`}`))
}
