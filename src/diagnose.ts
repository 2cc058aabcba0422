import { Baseline } from './baseline.ts'
import type { Scope } from './config/scope.ts'
import type { Diagnosis } from './core/diagnosis.ts'
import { type Examination, examine } from './core/examine.ts'
import type { ExitName } from './core/exit-codes.ts'
import { judge } from './core/judge.ts'
import { reportOf } from './core/report.ts'
import { type Severity, severityRank } from './core/severity.ts'
import { loadFacts, type SavedFacts, saveFacts } from './facts-file.ts'
import type { Invocation } from './invocation.ts'
import { rules } from './rules.ts'
import { instancesOf } from './systems.ts'
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
function exitOf(document: Diagnosis, failOn: Severity | 'never'): ExitName {
  if (failOn !== 'never' && severityRank(document.verdict) >= severityRank(failOn)) return 'findings'
  return document.target.systems.some((system) => !system.asked) ? 'couldNotLook' : 'ok'
}

/** What tells one thing that is looked at again and again from another: two namespaces are two. */
function placeOf({ source, environment, clusters }: Scope): readonly unknown[] {
  return [source, environment, ...clusters.map(({ name, namespaces }) => [name, ...namespaces])]
}

async function look(invocation: Invocation, options: DiagnoseOptions): Promise<SavedFacts> {
  const { clock, progress } = invocation
  const startedAt = clock.now()
  const scope = await invocation.scope(options)
  const { services, topology, params } = scope
  const instances = await instancesOf(scope.connections)
  const baseline = new Baseline(invocation.places.state, JSON.stringify(placeOf(scope)))
  const earlier = await baseline.read()
  progress.tell({ kind: 'LookStarted', environment: scope.environment, systems: instances.length })
  const examination: Examination = await examine(instances, { services, topology, params }, rules, {
    clock,
    signal: invocation.signal,
    deep: false,
    secondLook: options.secondLook,
    ...(earlier && { baseline: earlier }),
    onInstance: (target, state) =>
      progress.tell({ kind: state === 'asking' ? 'SystemAsked' : 'SystemAnswered', target }),
    onSecondLook: (waitMs) => progress.tell({ kind: 'SecondLook', waitMs }),
  })
  const { facts, looks } = examination
  const saved = { facts, looks, environment: scope.environment, startedAt, finishedAt: clock.now() }
  await baseline.write(saved)
  return saved
}
