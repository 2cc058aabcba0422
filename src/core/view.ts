import type { Answer, CannotTell, CheckAnswer } from './check.ts'
import type { FactsDefinition } from './facts.ts'
import type { InstanceFacts, Look } from './look.ts'
import { type EarlierValues, type Gap, gapIn, gapsIn, gather, type Reads, systemOf, type Values } from './reading.ts'
import type { Severity } from './severity.ts'
import type { CellState, TableDraft } from './table.ts'
import type { Target } from './target.ts'

/** What may be wished of a view, as the options of its command say it. */
export type ViewParams = Readonly<Record<string, string | number | boolean>>

export interface ViewContext<Read extends Reads, Param extends ViewParams> {
  readonly target: Target
  /** The same facts of an earlier look, present only where they come from the same process of the same system. */
  readonly earlier: EarlierValues<Read>
  readonly params: Param
  /** When these facts were collected, in milliseconds since the epoch. */
  readonly now: number
  /** What these checks say of the instance, the worst of them; checks that the view does not weigh say nothing. */
  state(...checks: readonly string[]): CellState | null
}

export type ViewResult = readonly TableDraft[] | CannotTell

/** What a view shows of one instance, and what it could not. */
export interface Shown {
  /** Empty where the instance could not be asked. */
  readonly tables: readonly TableDraft[]
  readonly gaps: readonly { readonly reason: string; readonly grant: string | null }[]
}

export interface ViewDefinition<Read extends Reads, Also extends Reads, Param extends ViewParams> {
  readonly id: string
  /** All of one system; the view shows each instance of it. Without one of these it shows nothing. */
  readonly reads: Read
  /** Shown where they could be collected; undefined where not. */
  readonly alsoReads?: Also
  /** Checks whose answers are shown beside the facts; what they read has to be read here, too. */
  readonly weighs?: readonly string[]
  /** What may be wished, with what holds where nobody wishes it. */
  readonly params: Param
  readonly show: (values: Values<Read> & Partial<Values<Also>>, context: ViewContext<Read & Also, Param>) => ViewResult
}

/** Facts of one system as tables. */
export interface View<Param extends ViewParams = ViewParams> {
  readonly id: string
  readonly system: string
  /** What has to be collected for it. */
  readonly facts: readonly FactsDefinition[]
  readonly weighs: readonly string[]
  show(instance: InstanceFacts, before: Look | undefined, asked: Asked<Param>): Shown
}

export interface Asked<Param extends ViewParams> {
  readonly params: Partial<Param>
  readonly answers: readonly CheckAnswer[]
}

/** Pure, like a check: everything that is shown comes from the facts it reads. */
export function defineView<
  Read extends Reads,
  Param extends ViewParams,
  Also extends Reads = Readonly<Record<never, never>>,
>(definition: ViewDefinition<Read, Also, Param>): View<Param> {
  const { id, reads, weighs = [] } = definition
  const all = { ...reads, ...definition.alsoReads } as Read & Also
  return {
    id,
    weighs,
    system: systemOf(`view ${id}`, all),
    facts: Object.values(all),
    show(instance, before, { params: wished, answers }) {
      const gap = gapIn(reads, instance)
      if (gap !== undefined) return { tables: [], gaps: [said(gap)] }
      const { values, earlier, now } = gather(all, instance, before)
      const state = (...checks: readonly string[]) => worst(answers.filter(({ check }) => checks.includes(check)))
      const params = { ...definition.params, ...wished }
      const result = definition.show(values, { target: instance.target, earlier, params, now, state })
      if ('unknown' in result) return { tables: [], gaps: [{ reason: result.unknown, grant: result.grant ?? null }] }
      return { tables: result, gaps: gapsIn(all, instance).map(said) }
    },
  }
}

function said(gap: Gap): Shown['gaps'][number] {
  if (gap === 'not collected') return { reason: 'it was not asked', grant: null }
  return { reason: gap.reason, grant: gap.grant ?? null }
}

const order: readonly CellState[] = ['ok', 'unknown', 'warning', 'critical']

/** Null where no check had anything to go by. */
function worst(answers: readonly CheckAnswer[]): CellState | null {
  const states = answers.filter(({ wantsSecondLook }) => !wantsSecondLook).map(stateOf)
  return order.findLast((state) => states.includes(state)) ?? null
}

const plainStates = { ok: 'ok', unknown: 'unknown', skipped: 'unknown' } as const satisfies Record<
  Exclude<Answer, 'found'>,
  CellState
>

function stateOf({ answer, findings }: CheckAnswer): CellState {
  if (answer !== 'found') return plainStates[answer]
  const severities: readonly Severity[] = findings.map(({ severity }) => severity)
  return severities.includes('critical') ? 'critical' : 'warning'
}
