import type { FactsDefinition, Observation, Unasked, Vantage } from './facts.ts'
import { observedValue } from './facts.ts'
import { nodeKey, type Target } from './target.ts'

/** Everything one look saw of one instance. */
export interface InstanceFacts {
  readonly system: string
  readonly target: Target
  readonly vantage: Vantage
  readonly identity: string | null
  /** Why the instance could not be connected to at all. */
  readonly unconnected?: Unasked
  /** By the id of the facts. */
  readonly observations: Readonly<Record<string, Observation>>
}

/** One moment of all systems in scope. */
export interface Look {
  readonly at: number
  readonly instances: readonly InstanceFacts[]
}

/** A value seen on one instance, with the earlier one where its counters may be compared. */
export interface Sighting<Value> {
  readonly target: Target
  readonly at: number
  readonly value: Value
  readonly earlier?: Earlier<Value>
}

export interface Earlier<Value> {
  readonly value: Value
  /** Milliseconds between the two values. */
  readonly elapsedMs: number
}

/** The value of these facts on one instance, and the earlier one if it is of the same system and process. */
export function sighting<Value, Client>(
  definition: FactsDefinition<Value, Client>,
  instance: InstanceFacts,
  before: Look | undefined,
): Sighting<Value> | undefined {
  const observation = instance.observations[definition.id]
  const value = observedValue(definition, observation)
  if (value === undefined || observation === undefined) return undefined
  const earlier = earlierOf(definition, instance, before, value, observation.at)
  return { target: instance.target, at: observation.at, value, ...(earlier && { earlier }) }
}

function sameInstance(left: InstanceFacts, right: InstanceFacts): boolean {
  return left.system === right.system && nodeKey(left.target) === nodeKey(right.target)
}

function earlierOf<Value, Client>(
  definition: FactsDefinition<Value, Client>,
  instance: InstanceFacts,
  before: Look | undefined,
  value: Value,
  at: number,
): Earlier<Value> | undefined {
  const old = before?.instances.find((candidate) => sameInstance(candidate, instance))
  const observation = old?.observations[definition.id]
  const oldValue = observedValue(definition, observation)
  if (old === undefined || observation === undefined || oldValue === undefined) return undefined
  const sameProcess = definition.epoch === undefined || definition.epoch(oldValue) === definition.epoch(value)
  if (!sameProcess || old.identity !== instance.identity) return undefined
  return { value: oldValue, elapsedMs: at - observation.at }
}
