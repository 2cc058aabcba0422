import { type CollectOptions, collectLook } from './collect.ts'
import type { Instance } from './connection.ts'
import { type Case, type Judgement, judge, type Rules } from './judge.ts'
import type { Look } from './look.ts'

/** A baseline counts only between these ages, in milliseconds: younger ones give noise, older ones another hour's traffic. */
export const baselineAge = { from: 10_000, to: 30 * 60_000 } as const

/** How long the second look waits, in milliseconds, where nothing else was asked for. */
const secondLookMs = 5_000

export interface ExamineOptions extends CollectOptions {
  /** The look of an earlier run, used where it is neither too young nor too old. */
  readonly baseline?: Look
  /** `never` looks once; a number of milliseconds always looks twice; `when-needed` only while a symptom or a counter is unclear. */
  readonly secondLook: 'never' | 'when-needed' | number
  readonly onSecondLook?: (milliseconds: number) => void
}

export interface Examination {
  readonly facts: Case
  readonly judgement: Judgement
  readonly looks: 'one' | 'two' | 'baseline'
}

/** Looks, judges, and looks a second time where rates are needed to be sure. */
export async function examine(
  instances: readonly Instance[],
  scope: Omit<Case, 'look' | 'before'>,
  rules: Rules,
  options: ExamineOptions,
): Promise<Examination> {
  const look = await collectLook(instances, options)
  const baseline = usable(options.baseline, look)
  const facts: Case = { ...scope, look, ...(baseline && { before: baseline }) }
  const judgement = judge(facts, rules)
  const wait = waitFor(options.secondLook, judgement)
  if (wait === null) return { facts, judgement, looks: baseline ? 'baseline' : 'one' }
  options.onSecondLook?.(wait)
  await options.clock.sleep(wait, options.signal)
  const again: Case = { ...scope, look: await collectLook(instances, options), before: look }
  return { facts: again, judgement: judge(again, rules), looks: 'two' }
}

function usable(baseline: Look | undefined, look: Look): Look | undefined {
  const age = baseline === undefined ? 0 : look.at - baseline.at
  return age >= baselineAge.from && age <= baselineAge.to ? baseline : undefined
}

function waitFor(wish: ExamineOptions['secondLook'], judgement: Judgement): number | null {
  if (typeof wish === 'number') return wish
  return wish === 'when-needed' && unclear(judgement) ? secondLookMs : null
}

/** A symptom without a cause of high confidence, or a counter that looks suspicious and has nothing to be compared with. */
function unclear({ causes, findings, answers }: Judgement): boolean {
  const sure = causes.some((cause) => cause.confidence === 'high')
  const hurt = findings.some((finding) => finding.kind === 'symptom')
  return !sure && (hurt || answers.some((answer) => answer.wantsSecondLook))
}
