import type { Diagnosis } from './core/diagnosis.ts'
import type { ExitName } from './core/exit-codes.ts'
import { judge } from './core/judge.ts'
import { reportOf } from './core/report.ts'
import { type Severity, severityRank } from './core/severity.ts'
import { examination, groundOf } from './examination.ts'
import { loadFacts, type SavedFacts, saveFacts } from './facts-file.ts'
import type { Invocation } from './invocation.ts'
import { rules } from './rules.ts'
import { tool } from './version.ts'

export interface DiagnoseOptions {
  readonly services: readonly string[]
  readonly systems: readonly string[]
  readonly secondLook: 'never' | 'when-needed' | number
  readonly failOn: Severity | 'never'
  /** Write the facts to this file, too. */
  readonly save?: string
  /** Judge the facts of this file instead of looking. */
  readonly from?: string
}

export interface Diagnosed {
  readonly document: Diagnosis
  readonly exit: ExitName
}

/** What is wrong, why, since when, and what to type next. Changes nothing. */
export async function diagnose(invocation: Invocation, options: DiagnoseOptions): Promise<Diagnosed> {
  const saved = options.from === undefined ? await look(invocation, options) : await loadFacts(options.from)
  const document = reportOf(saved.facts, judge(saved.facts, rules), rules, { tool, ...saved })
  if (options.save !== undefined) await saveFacts(options.save, saved)
  return { document, exit: exitOf(document, options.failOn) }
}

/** 1 where a finding is bad enough, else 7 where a whole system went unasked, else 0. */
export function exitOf(document: Diagnosis, failOn: Severity | 'never'): ExitName {
  if (failOn !== 'never' && severityRank(document.verdict) >= severityRank(failOn)) return 'findings'
  return document.target.systems.some((system) => !system.asked) ? 'couldNotLook' : 'ok'
}

async function look(invocation: Invocation, options: DiagnoseOptions): Promise<SavedFacts> {
  const startedAt = invocation.clock.now()
  const ground = await groundOf(invocation, options)
  const { secondLook } = options
  const earlier = await ground.baseline.read()
  const saved = await examination(ground, rules, { secondLook, earlier, startedAt }, invocation)
  await ground.baseline.write(saved)
  return saved
}
