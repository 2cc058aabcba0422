import type { Diagnosis, LooksSeen } from '../../core/diagnosis.ts'
import { counted, latency } from '../words/amounts.ts'
import { type Line, prose, span } from './line.ts'
import type { Page } from './page.ts'

const looksWords: Record<LooksSeen, string | null> = {
  one: null,
  two: 'rates from a second look',
  baseline: 'rates since the last run',
}

/** How much was asked, how long it took and how rates were made. */
export function counts({ document }: Page): readonly Line[] {
  const looks = looksWords[document.looks]
  const words = [
    `${counted(document.counts.asked, 'check')}: ${answers(document)}`,
    latency(document.durationMs),
    ...(looks === null ? [] : [looks]),
  ]
  return [prose(0, span(words.join('; '), 'faint'))]
}

function answers({ counts: { ok, found, unknown, skipped } }: Diagnosis): string {
  const said = { ok, found, 'could not be asked': unknown, 'not asked for': skipped }
  const parts = Object.entries(said).filter(([, count]) => count > 0)
  return parts.length === 0 ? 'nothing to ask' : parts.map(([word, count]) => `${count} ${word}`).join(', ')
}

/** Said where nothing was found, so that a short answer is not taken for a broken one. */
export function nothingFound({ document }: Page): readonly Line[] {
  if (document.findings.length > 0) return []
  return [prose(0, span(document.complete ? 'nothing wrong found' : 'nothing wrong found in what could be asked'))]
}
