import type { ChangeSeen, Diagnosis } from '../../core/diagnosis.ts'
import { duration } from '../words/amounts.ts'
import type { Times } from '../words/times.ts'
import { column, type Line, prose, span } from './line.ts'
import { hurtSince, type Page } from './page.ts'

const entriesShown = 3

/** What became different lately, oldest first: what a cause names, then what came last before users were hurt. */
export function timeLine(page: Page): readonly Line[] {
  const { document, detail } = page
  const hurt = hurtSince(page)
  const shown = detail === 'verbose' ? document.changes : chosen(document, hurt)
  if (shown.length === 0) return []
  const left = document.changes.length - shown.length
  const more = left > 0 ? ` (${left} more with --verbose)` : ''
  return [prose(0, span(titleOf(hurt, page) + more, 'faint')), ...entries(shown, hurt, page)]
}

function titleOf(hurt: number | null, { document, times }: Page): string {
  const now = Date.parse(document.window.to)
  return hurt === null
    ? `changes, times in ${times.zone(now)}`
    : `changes around ${times.clock(hurt)} ${times.zone(hurt)}`
}

function chosen({ changes, causes }: Diagnosis, hurt: number | null): readonly ChangeSeen[] {
  const named = new Set(causes.flatMap(({ explains }) => explains.changes))
  const rank = (change: ChangeSeen) => {
    if (named.has(change.id)) return 0
    return hurt === null || Date.parse(change.at) <= hurt ? 1 : 2
  }
  const kept = new Set(
    changes
      .toSorted((left, right) => rank(left) - rank(right) || Date.parse(right.at) - Date.parse(left.at))
      .slice(0, entriesShown),
  )
  return changes.filter((change) => kept.has(change))
}

function entries(changes: readonly ChangeSeen[], hurt: number | null, { times }: Page): readonly Line[] {
  const whens = changes.map(({ at }) => whenWords(Date.parse(at), hurt, times))
  const width = Math.max(...whens.map((when) => when.length)) + 2
  return changes.map((change, index) => column(2, width, span(whens[index] ?? ''), span(whatWords(change))))
}

/** The time, and how far from the moment when users began to be hurt. */
function whenWords(at: number, hurt: number | null, times: Times): string {
  if (hurt === null) return times.clock(at)
  return `${times.clock(at)} (${at < hurt ? '-' : '+'}${duration(Math.abs(at - hurt))})`
}

function whatWords({ summary, target, tool, person }: ChangeSeen): string {
  const where = summary.includes(target.name) ? '' : `${target.name}: `
  const by = [tool, person].filter((who) => who !== null).join(', ')
  return `${where}${summary}${by === '' ? '' : ` (${by})`}`
}
