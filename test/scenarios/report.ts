import { HEALTHY, type Outcome, type Totals } from './outcome.ts'

/** One line when a scenario is done. */
export function progressLine({ scenario, dressing, verdict, remedy, milliseconds }: Outcome): string {
  const seconds = (ms: number) => `${(ms / 1000).toFixed(1)} s`
  const time = `${seconds(milliseconds.all)} (diagnosis ${seconds(milliseconds.diagnose)})`
  const ended = remedy === null ? '' : `, remedy ${remedyWord(remedy)}`
  return `${verdict.right ? 'right' : 'WRONG'}  ${scenario.padEnd(28)}${dressing.padEnd(7)}${time}${ended}${
    verdict.right ? '' : `: ${verdict.why}`
  }`
}

function remedyWord(remedy: NonNullable<Outcome['remedy']>): string {
  if (remedy.kind === 'right') return 'right'
  if (remedy.kind === 'wrong') return `WRONG (${remedy.why.slice(0, 200)})`
  return remedy.cleanAfterwards ? 'by hand' : `by hand, NOT CLEAN (${(remedy.why ?? '').slice(0, 200)})`
}

/** What was expected against what was said. */
export function confusionMatrix(outcomes: readonly Outcome[]): string {
  const rows = Map.groupBy(outcomes, ({ expected }) => expected)
  const width = Math.max(...[...rows.keys()].map((name) => name.length), 8) + 2
  const lines = [...rows].map(([expected, all]) => {
    const got = Map.groupBy(all, ({ verdict }) => verdict.got)
    const cells = [...got].map(([cause, each]) => `${cause} x ${each.length}`)
    const right = all.filter(({ verdict }) => verdict.right).length
    return `${expected.padEnd(width)}${`${right}/${all.length}`.padEnd(8)}${cells.join(', ')}`
  })
  return [`${'expected'.padEnd(width)}${'right'.padEnd(8)}got`, ...lines].join('\n')
}

export function totalsText(totals: Totals): string {
  const share = (part: number, of: number) => `${part} of ${of} (${of === 0 ? '-' : ((100 * part) / of).toFixed(1)} %)`
  return [
    `causes right         ${share(totals.right, totals.asked)}, goal 95 %`,
    `remedies right       ${share(totals.remediesRight, totals.remediesAsked)}, goal 90 %`,
    `clean after the end  ${share(totals.clean, totals.byHand)} of those that a person ended, goal 90 %`,
    `healthy and said so  ${share(totals.healthyRight, totals.healthyAsked)}, goal 100 %`,
    totals.passed ? 'passed' : 'NOT PASSED',
  ].join('\n')
}

/** Everything a miss says, for those who write rules. */
export function missText({ scenario, dressing, expected, verdict, remedy, document, facts }: Outcome): string {
  const head = `--- ${scenario} (${dressing}), expected ${expected}: ${verdict.why ?? remedyText(remedy)}`
  if (!document) return head
  const { causes, findings, unexplained, target, looks } = document
  const where = (of: { system: string; name: string; kind: string; id?: object }) =>
    `${of.system} ${of.name} ${of.kind}${of.id ? ` ${JSON.stringify(of.id)}` : ''}`
  return [
    head,
    `looks: ${looks}; facts: ${facts ?? 'not saved'}`,
    ...causes.map(
      (cause) =>
        `cause ${cause.id} (${cause.confidence}) on ${where(cause.target)}: ${cause.summary}\n${cause.because
          .map(({ text }) => `    because ${text}`)
          .join('\n')}\n${cause.remedies.map(({ shell, summary }) => `    remedy ${shell ?? summary}`).join('\n')}`,
    ),
    ...findings.map(
      (finding) =>
        `${unexplained.includes(finding.id) ? 'UNEXPLAINED ' : ''}${finding.kind} ${finding.check} (${finding.severity}) on ${where(finding.target)}: ${finding.summary}`,
    ),
    ...target.systems.filter(({ asked }) => !asked).map((each) => `not asked: ${where(each.target)}: ${each.reason}`),
  ].join('\n')
}

function remedyText(remedy: Outcome['remedy']): string {
  if (remedy === null || remedy.kind === 'right') return 'no miss'
  if (remedy.kind === 'by-hand') return `ended by hand, and then: ${remedy.why}`
  return `remedy \`${remedy.shell}\` ${remedy.why}`
}

/** Whether there is something to tell the authors of the rules. */
export function isMiss({ verdict, remedy }: Outcome): boolean {
  return !verdict.right || remedy?.kind === 'wrong' || (remedy?.kind === 'by-hand' && !remedy.cleanAfterwards)
}

/** The same for programs: without the documents. */
export function reportDocument(outcomes: readonly Outcome[], totals: Totals): object {
  return {
    kind: 'Scenarios',
    totals,
    healthy: HEALTHY,
    outcomes: outcomes.map(({ document, ...rest }) => ({ ...rest, causes: document?.causes ?? null })),
  }
}
