import type { Change } from './change.ts'
import type { Unasked, ValueOf } from './facts.ts'
import type { Finding } from './finding.ts'
import { type Look, type Sighting, sighting } from './look.ts'
import type { Reads } from './reading.ts'
import type { Remedy } from './remedy.ts'
import type { Confidence, Severity } from './severity.ts'
import type { Since } from './since.ts'
import type { Target } from './target.ts'
import type { Topology } from './topology.ts'

/** One reason for a conclusion, with the findings and changes that carry it. */
export interface Because {
  readonly text: string
  readonly findings?: readonly Finding[]
  readonly changes?: readonly Change[]
}

/** What a cause concludes. It must stand on at least one finding. */
export interface Conclusion {
  readonly target: Target
  readonly summary: string
  readonly because: readonly Because[]
  /** Findings that would go away with this cause; those elsewhere than on its target or on what depends on it are left out by the engine. */
  readonly explains: readonly Finding[]
  readonly contradictedBy?: readonly string[]
  readonly confidence: Confidence
  /** By default the worst of what it stands on and explains. */
  readonly severity?: Severity
  /** By default the earliest reliable start of what it stands on. */
  readonly since?: Since
  /** Safest first. */
  readonly remedies: readonly Remedy[]
}

export type Sightings<Read extends Reads> = { readonly [Key in keyof Read]: readonly Sighting<ValueOf<Read[Key]>>[] }

/** What a cause may look at besides facts. */
export interface CauseView<CheckId extends string = string> {
  readonly topology: Topology
  readonly changes: readonly Change[]
  /** When the look was taken, in milliseconds since the epoch. */
  readonly now: number
  /** Findings of these checks, everywhere. */
  findings(...checks: readonly CheckId[]): readonly Finding[]
  /** Findings of these checks on the node of this target or on a part of it. */
  findingsOn(target: Target, ...checks: readonly CheckId[]): readonly Finding[]
  /** Symptoms on the node of this target and on everything that depends on it. */
  symptomsOver(target: Target): readonly Finding[]
  /** Whether a node answered us at least one question. */
  answered(target: Target): boolean
  /** Why a node could not be connected to from here; undefined where it was, or was not tried. */
  unconnected(target: Target): Unasked | undefined
}

export interface Cause {
  readonly id: string
  /** Ids of the checks whose findings it looks at. */
  readonly weighs: readonly string[]
  conclude(look: Look, before: Look | undefined, view: CauseView): readonly Conclusion[]
}

export interface CauseDefinition<Read extends Reads, CheckId extends string> {
  readonly id: string
  readonly reads: Read
  readonly weighs: readonly CheckId[]
  readonly conclude: (sightings: Sightings<Read>, view: CauseView<CheckId>) => readonly Conclusion[]
}

/** A pure conclusion over facts, findings, changes and topology: what to fix first. */
export function defineCause<Read extends Reads, const CheckId extends string>(
  definition: CauseDefinition<Read, CheckId>,
): Cause {
  return {
    id: definition.id,
    weighs: definition.weighs,
    conclude: (look, before, view) => definition.conclude(sightingsOf(definition.reads, look, before), view),
  }
}

function sightingsOf<Read extends Reads>(reads: Read, look: Look, before: Look | undefined): Sightings<Read> {
  const entries = Object.entries(reads).map(([name, definition]) => [
    name,
    look.instances
      .filter((instance) => instance.system === definition.system)
      .flatMap((instance) => sighting(definition, instance, before) ?? []),
  ])
  return Object.fromEntries(entries) as Sightings<Read>
}
