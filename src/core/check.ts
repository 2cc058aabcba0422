import type { FindingDraft, FindingKind } from './finding.ts'
import type { InstanceFacts, Look } from './look.ts'
import { type EarlierValues, type Gap, gapIn, gather, type Reads, systemOf, type Values } from './reading.ts'
import type { Target } from './target.ts'

/** Thresholds of a check, by name; each is a number that the configuration may override. */
export type Params = Readonly<Record<string, number>>

export interface CheckContext<Read extends Reads, Param extends Params> {
  readonly target: Target
  /** The same facts of an earlier look, present only where they come from the same process of the same system. */
  readonly earlier: EarlierValues<Read>
  readonly params: Param
  /** When these facts were collected, in milliseconds since the epoch. */
  readonly now: number
}

/** The facts do not suffice to answer: a right is missing. */
export interface CannotTell {
  readonly unknown: string
  readonly grant?: string
}

/** One look is not enough: there are counters, but nothing to compare them with. */
export interface LookAgain {
  readonly lookAgain: string
}

export type CheckResult = readonly FindingDraft[] | CannotTell | LookAgain

export type Answer = 'ok' | 'found' | 'unknown' | 'skipped'

/** What came of asking one check about one instance. */
export interface CheckAnswer {
  readonly check: string
  readonly kind: FindingKind
  readonly target: Target
  readonly answer: Answer
  readonly findings: readonly FindingDraft[]
  readonly reason: string | null
  readonly grant: string | null
  /** True where a second look would answer. */
  readonly wantsSecondLook: boolean
}

export interface Check {
  readonly id: string
  readonly system: string
  readonly kind: FindingKind
  readonly params: Params
  ask(instance: InstanceFacts, before: Look | undefined, params: Params): CheckAnswer
}

export interface CheckDefinition<Read extends Reads, Param extends Params> {
  readonly id: string
  readonly kind: FindingKind
  /** All of one system; the check runs once for each instance of it. */
  readonly reads: Read
  readonly params: Param
  readonly run: (values: Values<Read>, context: CheckContext<Read, Param>) => CheckResult
}

/** A pure question over facts. Its answer is `unknown` with the reason when one of the facts could not be collected. */
export function defineCheck<Read extends Reads, Param extends Params>(definition: CheckDefinition<Read, Param>): Check {
  const { id, kind, reads, params } = definition
  return {
    id,
    kind,
    params,
    system: systemOf(`check ${id}`, reads),
    ask(instance, before, overrides) {
      const base = { check: id, kind, target: instance.target }
      const gap = gapIn(reads, instance)
      if (gap !== undefined) return { ...base, ...unanswered(gap) }
      const { values, earlier, now } = gather(reads, instance, before)
      const context = { target: instance.target, earlier, now, params: { ...params, ...overrides } }
      return { ...base, ...toAnswer(definition.run(values, context)) }
    },
  }
}

type Outcome = Omit<CheckAnswer, 'check' | 'kind' | 'target'>

const plain = { findings: [], reason: null, grant: null, wantsSecondLook: false } as const

function toAnswer(result: CheckResult): Outcome {
  if ('unknown' in result) return { ...plain, answer: 'unknown', reason: result.unknown, grant: result.grant ?? null }
  if ('lookAgain' in result) return { ...plain, answer: 'unknown', reason: result.lookAgain, wantsSecondLook: true }
  return result.length === 0 ? { ...plain, answer: 'ok' } : { ...plain, answer: 'found', findings: result }
}

function unanswered(gap: Gap): Outcome {
  if (gap === 'not collected') return { ...plain, answer: 'skipped', reason: 'collected only when asked for' }
  return { ...plain, answer: 'unknown', reason: gap.reason, grant: gap.grant ?? null }
}
