import type { FactsDefinition, ValueOf } from './facts.ts'
import { type InstanceFacts, type Look, type Sighting, sighting } from './look.ts'
import { compareText } from './order.ts'
import { nodeKey, type Target, targetKey } from './target.ts'

/** Something that became different lately, seen from outside; who did it is known only sometimes. */
export interface ChangeDraft {
  readonly at: number
  readonly target?: Target
  /** A word to tell changes apart: `restart`, `failover`, `configuration`, `release`, `offsets`. */
  readonly kind: string
  readonly summary: string
  readonly tool?: string
  readonly person?: string
}

export interface Change extends ChangeDraft {
  readonly id: string
  readonly target: Target
}

/** Reads changes out of one kind of facts. Pure. */
export interface ChangeReading {
  readonly id: string
  /** It tells from outside what others know better: where another reading tells of the same, it is silent. */
  readonly isHearsay: boolean
  /** What has to be collected for it. */
  readonly facts: readonly FactsDefinition[]
  read(instance: InstanceFacts, before: Look | undefined): readonly (ChangeDraft & { target: Target })[]
}

export function defineChanges<
  Definition extends FactsDefinition,
  Beside extends FactsDefinition = Definition,
>(reading: {
  readonly id: string
  readonly reads: Definition
  /** Other facts of the same instance that tell more of it; it does without them where they could not be had. */
  readonly beside?: Beside
  readonly isHearsay?: boolean
  readonly observe: (
    sighting: Sighting<ValueOf<Definition>>,
    beside: ValueOf<Beside> | undefined,
  ) => readonly ChangeDraft[]
}): ChangeReading {
  return {
    id: reading.id,
    isHearsay: reading.isHearsay ?? false,
    facts: [typed(reading.reads), ...(reading.beside === undefined ? [] : [typed(reading.beside)])],
    read(instance, before) {
      const seen = sighting<ValueOf<Definition>, unknown>(typed(reading.reads), instance, before)
      const beside =
        reading.beside === undefined
          ? undefined
          : sighting<ValueOf<Beside>, unknown>(typed(reading.beside), instance, undefined)
      const drafts = seen === undefined ? [] : reading.observe(seen, beside?.value)
      return drafts.map((draft) => ({ ...draft, target: draft.target ?? instance.target }))
    },
  }
}

/** All changes that the facts tell of, oldest first, numbered in that order. */
export function readChanges(
  readings: readonly ChangeReading[],
  look: Look,
  before: Look | undefined,
): readonly Change[] {
  const told = readings.flatMap((reading) =>
    look.instances.flatMap((instance) => reading.read(instance, before)).map((draft) => ({ reading, draft })),
  )
  return told
    .filter((each) => !isToldBetter(each, told))
    .map(({ draft }) => draft)
    .toSorted(
      (left, right) =>
        left.at - right.at ||
        compareText(left.summary, right.summary) ||
        compareText(targetKey(left.target), targetKey(right.target)),
    )
    .map((draft, index) => ({ ...draft, id: `c${index + 1}` }))
}

interface Told {
  readonly reading: ChangeReading
  readonly draft: ChangeDraft & { readonly target: Target }
}

/** How far two readings of one event may be apart, in milliseconds: clocks agree to a second, and a process takes some to say that it started. */
const sameEventMs = 5_000

/** What knows at first hand wins; of two that do not, the one whose id comes first, whatever the order of asking. */
function isToldBetter({ reading, draft }: Told, told: readonly Told[]): boolean {
  if (!reading.isHearsay) return false
  return told.some(
    (other) =>
      other.reading.id !== reading.id &&
      (!other.reading.isHearsay || compareText(other.reading.id, reading.id) < 0) &&
      other.draft.kind === draft.kind &&
      nodeKey(other.draft.target) === nodeKey(draft.target) &&
      Math.abs(other.draft.at - draft.at) <= sameEventMs,
  )
}

function typed<Definition extends FactsDefinition>(definition: Definition): FactsDefinition<ValueOf<Definition>> {
  return definition as FactsDefinition<ValueOf<Definition>>
}
