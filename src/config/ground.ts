import { OperatorError } from '../core/errors.ts'
import { nodeKey, type Target } from '../core/target.ts'
import { Topology } from '../core/topology.ts'
import { mergeParts, type Part } from './part.ts'
import type { ScopedConnection } from './scoped-connection.ts'

/** All systems of one environment, each once, whoever uses it. */
export class Ground {
  readonly #parts = new Map<string, Part>()

  constructor(parts: readonly Part[]) {
    for (const part of parts) {
      const known = this.#parts.get(part.key)
      this.#parts.set(part.key, known ? mergeParts(known, part) : part)
    }
    this.#refuseSameNames()
  }

  get names(): readonly string[] {
    return [...this.#parts.values()].map(({ name }) => name)
  }

  target(key: string): Target | undefined {
    const part = this.#parts.get(key)
    return part && targetOf(part)
  }

  topology(): Topology {
    const nodes = [...this.#parts.values()].map((part) => ({
      target: targetOf(part),
      dependsOn: part.dependsOn.filter((key) => key !== part.key).flatMap((key) => this.#nodeKeys(key)),
      handles: part.handles,
      addresses: part.addresses,
    }))
    return new Topology(nodes)
  }

  /** The connections of these parts and of all they need. */
  connections(keys: readonly string[], identities: Readonly<Record<string, string>>): readonly ScopedConnection[] {
    return this.#closure(keys).flatMap((part) => {
      const identity = Object.hasOwn(identities, part.name) ? identities[part.name] : undefined
      return part.connect(targetOf(part), identity, part.wishes ?? {})
    })
  }

  #closure(keys: readonly string[]): readonly Part[] {
    const reached = new Set(keys)
    for (const key of reached) for (const next of this.#parts.get(key)?.dependsOn ?? []) reached.add(next)
    return [...this.#parts.values()].filter(({ key }) => reached.has(key))
  }

  #nodeKeys(key: string): readonly string[] {
    const target = this.target(key)
    return target === undefined ? [] : [nodeKey(target)]
  }

  #refuseSameNames(): void {
    const seen = new Set<string>()
    for (const part of this.#parts.values()) {
      const key = nodeKey(targetOf(part))
      if (seen.has(key)) {
        throw new OperatorError(`two different systems of ${part.system} are named ${part.name}`, {
          hint: 'give each a name of its own with name:',
          exit: 'usage',
        })
      }
      seen.add(key)
    }
  }
}

function targetOf({ system, cluster, namespace, kind, name }: Part): Target {
  return {
    system,
    ...(cluster !== undefined && { cluster }),
    ...(namespace !== undefined && { namespace }),
    kind,
    name,
  }
}
