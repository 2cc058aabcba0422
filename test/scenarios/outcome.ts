import type { Diagnosis } from '../../src/core/diagnosis.ts'
import type { Dressing } from './names.ts'
import type { Verdict, Wanted } from './score.ts'

/** What became of the first printed remedy. */
export type RemedyOutcome =
  | { readonly kind: 'right'; readonly shell: string }
  | { readonly kind: 'wrong'; readonly shell: string | null; readonly why: string }
  /** Only a person can act, as expected; the scenario did it, and the diagnosis was clean afterwards or not. */
  | { readonly kind: 'by-hand'; readonly cleanAfterwards: boolean; readonly why: string | null }

/** One scenario in one dressing. */
export interface Outcome {
  readonly scenario: string
  readonly dressing: Dressing
  readonly expected: string
  /** Null for healthy variants, and where the fault could not be brought about. */
  readonly wanted: Wanted | null
  readonly verdict: Verdict
  /** Null for healthy variants, and where there was nothing to carry out. */
  readonly remedy: RemedyOutcome | null
  readonly milliseconds: { readonly inject: number; readonly diagnose: number; readonly all: number }
  /** Null where there was no diagnosis at all; `verdict.why` says why. */
  readonly document: Diagnosis | null
  /** The saved facts. */
  readonly facts: string | null
}

export interface Totals {
  readonly right: number
  readonly asked: number
  readonly remediesRight: number
  readonly remediesAsked: number
  /** Faults that a person ended, and after which the diagnosis was clean. */
  readonly clean: number
  readonly byHand: number
  readonly healthyRight: number
  readonly healthyAsked: number
  readonly passed: boolean
}

/** The goals: 95 % right, 90 % of the remedies, and nothing invented. */
export function totalsOf(outcomes: readonly Outcome[]): Totals {
  const faults = outcomes.filter(({ expected }) => expected !== HEALTHY)
  const healthy = outcomes.filter(({ expected }) => expected === HEALTHY)
  const tried = faults.flatMap(({ remedy }) => (remedy === null || remedy.kind === 'by-hand' ? [] : [remedy]))
  const right = faults.filter(({ verdict }) => verdict.right).length
  const remediesRight = tried.filter(({ kind }) => kind === 'right').length
  const byHand = faults.flatMap(({ remedy }) => (remedy?.kind === 'by-hand' ? [remedy] : []))
  const clean = byHand.filter(({ cleanAfterwards }) => cleanAfterwards).length
  const healthyRight = healthy.filter(({ verdict }) => verdict.right).length
  return {
    ...{ right, asked: faults.length, remediesRight, remediesAsked: tried.length },
    ...{ clean, byHand: byHand.length },
    ...{ healthyRight, healthyAsked: healthy.length },
    passed:
      right >= 0.95 * faults.length &&
      remediesRight >= 0.9 * tried.length &&
      clean >= 0.9 * byHand.length &&
      healthyRight === healthy.length,
  }
}

/** What stands for "no cause" in the column of expectations. */
export const HEALTHY = 'none (healthy)'
