import { type InstanceFacts, type Look, sighting } from './look.ts'
import type { EarlierValues, Reads, Values } from './reading.ts'
import { nodeKey, type Target } from './target.ts'

/** What users feel of a service. Null: not known. */
export interface Impact {
  readonly readyEndpoints: number | null
  readonly wantedEndpoints: number | null
  /** Share of requests that fail, 0 to 1. */
  readonly errorRate: number | null
  readonly requestsPerSecond: number | null
  readonly p99Ms: number | null
}

const unknownImpact: Impact = {
  readyEndpoints: null,
  wantedEndpoints: null,
  errorRate: null,
  requestsPerSecond: null,
  p99Ms: null,
}

/** Reads part of the impact out of facts of one system. Pure. */
export interface ImpactReading {
  readonly id: string
  read(instance: InstanceFacts, before: Look | undefined): Partial<Impact>
}

export function defineImpact<Read extends Reads>(reading: {
  readonly id: string
  readonly reads: Read
  readonly measure: (values: Partial<Values<Read>>, earlier: EarlierValues<Read>) => Partial<Impact>
}): ImpactReading {
  return {
    id: reading.id,
    read(instance, before) {
      const seen = Object.entries(reading.reads).flatMap(([name, definition]) => {
        const each = instance.system === definition.system ? sighting(definition, instance, before) : undefined
        return each === undefined ? [] : [[name, each] as const]
      })
      const values = Object.fromEntries(seen.map(([name, each]) => [name, each.value])) as Partial<Values<Read>>
      const earlier = Object.fromEntries(seen.flatMap(([name, each]) => (each.earlier ? [[name, each.earlier]] : [])))
      return reading.measure(values, earlier as EarlierValues<Read>)
    },
  }
}

/** The impact on one service, put together from all readings; an earlier reading wins. */
export function impactOn(
  service: Target,
  readings: readonly ImpactReading[],
  look: Look,
  before: Look | undefined,
): Impact {
  const own = look.instances.filter((instance) => nodeKey(instance.target) === nodeKey(service))
  const parts = readings.flatMap((reading) => own.map((instance) => reading.read(instance, before)))
  return Object.assign({}, unknownImpact, ...parts.toReversed())
}
