import type { Target } from '../core/target.ts'
import type { Handles } from '../core/topology.ts'
import type { ScopedConnection } from './scoped-connection.ts'

/** One system or service as one place of the configuration describes it, before the places that mean the same system are put together. */
export interface Part {
  /** The same for everything that is the same system. */
  readonly key: string
  readonly system: string
  /** Set where it belongs to a service on a cluster. */
  readonly cluster?: string
  readonly namespace?: string
  readonly kind: string
  readonly name: string
  /** Whether the name was given or made up. */
  readonly named: boolean
  /** Keys of the parts it needs. */
  readonly dependsOn: readonly string[]
  readonly addresses: readonly string[]
  readonly handles: Handles
  readonly wishes?: Wishes
  connect(target: Target, identity: string | undefined, wishes: Wishes): readonly ScopedConnection[]
}

/** What a service uses of a system; undefined is all of it. */
export interface Wishes {
  readonly groups?: readonly string[]
  readonly topics?: readonly string[]
}

/** Two descriptions of one system as one: a name that was given wins, then the first. */
export function mergeParts(first: Part, second: Part): Part {
  const names = !first.named && second.named ? second : first
  const wishes = mergeWishes(first.wishes ?? {}, second.wishes ?? {})
  return {
    ...first,
    name: names.name,
    named: names.named,
    dependsOn: [...new Set([...first.dependsOn, ...second.dependsOn])],
    addresses: [...new Set([...first.addresses, ...second.addresses])],
    handles: { ...second.handles, ...first.handles },
    wishes,
    connect(target, identity, all) {
      const own = first.connect(target, identity, all)
      return own.length > 0 ? own : second.connect(target, identity, all)
    },
  }
}

function mergeWishes(first: Wishes, second: Wishes): Wishes {
  const groups = union(first.groups, second.groups)
  const topics = union(first.topics, second.topics)
  return { ...(groups && { groups }), ...(topics && { topics }) }
}

function union(first?: readonly string[], second?: readonly string[]): readonly string[] | undefined {
  return first && second ? [...new Set([...first, ...second])] : undefined
}
