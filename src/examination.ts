import { Baseline } from './baseline.ts'
import type { Scope } from './config/scope.ts'
import type { Instance } from './core/connection.ts'
import { type ExamineOptions, examine } from './core/examine.ts'
import type { Rules } from './core/judge.ts'
import type { Look } from './core/look.ts'
import type { SavedFacts } from './facts-file.ts'
import type { Invocation, ScopeWishes } from './invocation.ts'
import { instancesOf } from './systems.ts'

/** What is looked at, as often as is wanted. */
export interface Ground {
  readonly scope: Scope
  readonly instances: readonly Instance[]
  readonly baseline: Baseline
}

export async function groundOf(invocation: Invocation, wishes: ScopeWishes): Promise<Ground> {
  const scope = await invocation.scope(wishes)
  const instances = await instancesOf(scope.connections)
  return { scope, instances, baseline: new Baseline(invocation.places.state, JSON.stringify(placeOf(scope))) }
}

/** What tells one thing that is looked at again and again from another: two namespaces are two. */
function placeOf({ source, environment, clusters }: Scope): readonly unknown[] {
  return [source, environment, ...clusters.map(({ name, namespaces }) => [name, ...namespaces])]
}

export interface ExaminationWishes {
  readonly secondLook: ExamineOptions['secondLook']
  /** A look of before, so that counters become rates. */
  readonly earlier: Look | undefined
  readonly startedAt: number
}

/** Looks at everything, and a second time where that was asked for or is needed by the rules. */
export async function examination(
  { scope, instances }: Ground,
  rules: Rules,
  { secondLook, earlier, startedAt }: ExaminationWishes,
  { clock, progress, signal }: Invocation,
): Promise<SavedFacts> {
  const { services, topology, params, environment } = scope
  const { facts, looks } = await examine(instances, { services, topology, params }, rules, {
    ...{ clock, signal, deep: false, secondLook },
    ...(earlier && { baseline: earlier }),
    ...watchedBy(progress, scope, instances.length),
    onSecondLook: (waitMs) => progress.tell({ kind: 'SecondLook', waitMs }),
  })
  return { facts, looks, environment, startedAt, finishedAt: clock.now() }
}

/** Tells the one who waits that a look begins, and who is being asked. */
export function watchedBy(
  progress: Invocation['progress'],
  { environment }: Scope,
  systems: number,
): Pick<ExamineOptions, 'onInstance'> {
  progress.tell({ kind: 'LookStarted', environment, systems })
  return {
    onInstance: (target, state) =>
      progress.tell({ kind: state === 'asking' ? 'SystemAsked' : 'SystemAnswered', target }),
  }
}
