import type { FactsDefinition, Unasked, ValueOf } from './facts.ts'
import { type Earlier, type InstanceFacts, type Look, sighting } from './look.ts'

/** The facts a rule reads, by the name it uses for them. */
export type Reads = Readonly<Record<string, FactsDefinition>>
export type Values<Read extends Reads> = { readonly [Key in keyof Read]: ValueOf<Read[Key]> }
export type EarlierValues<Read extends Reads> = { readonly [Key in keyof Read]?: Earlier<ValueOf<Read[Key]>> }

/** Why one of the facts is missing: it could not be asked, or nobody asked for it. */
export type Gap = Unasked | 'not collected'

/** The first gap in what is to be read of an instance; undefined where all of it is there. */
export function gapIn(reads: Reads, instance: InstanceFacts): Gap | undefined {
  return gapsIn(reads, instance)[0]
}

/** Every gap in what is to be read of an instance. */
export function gapsIn(reads: Reads, instance: InstanceFacts): readonly Gap[] {
  return Object.values(reads).flatMap((definition) => {
    const observation = instance.observations[definition.id]
    if (observation === undefined) return instance.unconnected ?? 'not collected'
    return 'unasked' in observation ? observation.unasked : []
  })
}

/** What was read of one instance; `now` is when it was collected, in milliseconds since the epoch. */
export interface Gathered<Read extends Reads> {
  readonly values: Values<Read>
  /** The same facts of an earlier look, present only where they come from the same process of the same system. */
  readonly earlier: EarlierValues<Read>
  readonly now: number
}

/** The facts as their definitions typed them; to be asked for where there is no gap. */
export function gather<Read extends Reads>(
  reads: Read,
  instance: InstanceFacts,
  before: Look | undefined,
): Gathered<Read> {
  const seen = Object.entries(reads).map(
    ([name, definition]) => [name, sighting(definition, instance, before)] as const,
  )
  return {
    values: Object.fromEntries(seen.map(([name, each]) => [name, each?.value])) as Values<Read>,
    earlier: Object.fromEntries(
      seen.flatMap(([name, each]) => (each?.earlier ? [[name, each.earlier]] : [])),
    ) as EarlierValues<Read>,
    now: Math.max(...seen.map(([, each]) => each?.at ?? 0)),
  }
}

/** The one system that all these facts are of. */
export function systemOf(rule: string, reads: Reads): string {
  const systems = new Set(Object.values(reads).map((definition) => definition.system))
  const [system] = systems
  if (system === undefined || systems.size > 1) throw new Error(`${rule} must read facts of exactly one system`)
  return system
}
