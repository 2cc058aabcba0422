import type { CheckAnswer } from '../../src/core/check.ts'
import type { FactsDefinition } from '../../src/core/facts.ts'
import type { Shown, View, ViewParams } from '../../src/core/view.ts'
import { lookOf, NOW } from '../checks/postgres/examples.ts'

type Seen = readonly (readonly [FactsDefinition, unknown])[]

export interface Around<Param extends ViewParams> {
  /** What was seen a minute before. */
  readonly before?: Seen
  readonly params?: Partial<Param>
  readonly answers?: readonly CheckAnswer[]
}

/** What a view shows of one instance on which these values were seen. */
export function shownBy<Param extends ViewParams>(
  view: View<Param>,
  seen: Seen,
  { before, params = {}, answers = [] }: Around<Param> = {},
): Shown {
  const [instance] = lookOf(seen).instances
  if (instance === undefined) throw new Error('an empty look')
  return view.show(instance, before && lookOf(before, NOW - 60_000), { params, answers })
}
