import type { FactsDefinition, ValueOf } from './facts.ts'
import { type InstanceFacts, type Look, type Sighting, sighting } from './look.ts'
import { compareText } from './order.ts'
import { type Target, targetKey } from './target.ts'

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
  read(instance: InstanceFacts, before: Look | undefined): readonly (ChangeDraft & { target: Target })[]
}

export function defineChanges<Definition extends FactsDefinition>(reading: {
  readonly id: string
  readonly reads: Definition
  readonly observe: (sighting: Sighting<ValueOf<Definition>>) => readonly ChangeDraft[]
}): ChangeReading {
  return {
    id: reading.id,
    read(instance, before) {
      const seen = sighting<ValueOf<Definition>, unknown>(typed(reading.reads), instance, before)
      const drafts = seen === undefined ? [] : reading.observe(seen)
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
  return readings
    .flatMap((reading) => look.instances.flatMap((instance) => reading.read(instance, before)))
    .toSorted(
      (left, right) =>
        left.at - right.at ||
        compareText(left.summary, right.summary) ||
        compareText(targetKey(left.target), targetKey(right.target)),
    )
    .map((draft, index) => ({ ...draft, id: `c${index + 1}` }))
}

function typed<Definition extends FactsDefinition>(definition: Definition): FactsDefinition<ValueOf<Definition>> {
  return definition as FactsDefinition<ValueOf<Definition>>
}
