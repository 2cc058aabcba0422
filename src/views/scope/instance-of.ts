import type { FactsDefinition } from '../../core/facts.ts'
import { type InstanceFacts, type Look, sighting } from '../../core/look.ts'
import { nodeKey, type Target } from '../../core/target.ts'

/** One system of a service. */
export function instanceOf(system: string, target: Target, look: Look): InstanceFacts | undefined {
  return look.instances.find((each) => each.system === system && nodeKey(each.target) === nodeKey(target))
}

/** A value that was seen of it; undefined where it was not. */
export function seenOn<Value, Client>(
  definition: FactsDefinition<Value, Client>,
  instance: InstanceFacts | undefined,
): Value | undefined {
  return instance === undefined ? undefined : sighting(definition, instance, undefined)?.value
}
