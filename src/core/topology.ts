import { nodeKey, type Target } from './target.ts'

/** Commands that people run against a node by hand, as words; a word `$NAME` stands for that environment variable, so that no secret is printed. */
export interface Handles {
  /** The native client, ready for one more word: `['psql', '-X', '$DATABASE_URL', '-c']`. */
  readonly client?: readonly string[]
  readonly restart?: readonly string[]
  readonly rollback?: readonly string[]
  /** kubectl and helm, pinned to the context and namespace of the node: `['kubectl', '--context', 'prod', '-n', 'users']`. */
  readonly kubectl?: readonly string[]
  readonly helm?: readonly string[]
}

export interface TopologyNode {
  readonly target: Target
  /** Keys of the nodes it needs. */
  readonly dependsOn: readonly string[]
  readonly handles: Handles
  /** Host and port by which others reach it, as far as they are known: ties log lines and health texts to the node. */
  readonly addresses: readonly string[]
}

/** Who needs whom. Cycles are allowed. */
export class Topology {
  readonly nodes: readonly TopologyNode[]
  readonly #byKey: ReadonlyMap<string, TopologyNode>

  constructor(nodes: readonly TopologyNode[]) {
    this.nodes = nodes
    this.#byKey = new Map(nodes.map((node) => [nodeKey(node.target), node]))
  }

  node(target: Target): TopologyNode | undefined {
    return this.#byKey.get(nodeKey(target))
  }

  handles(target: Target): Handles {
    return this.node(target)?.handles ?? {}
  }

  /** Whether `dependant` is `on` or needs it, directly or through others. */
  dependsOn(dependant: Target, on: Target): boolean {
    return this.#reach(nodeKey(dependant)).has(nodeKey(on))
  }

  /** All that a node needs, directly or through others, optionally of one system. */
  dependencies(of: Target, system?: string): readonly TopologyNode[] {
    const reached = this.#reach(nodeKey(of))
    return this.nodes.filter((node) => {
      const key = nodeKey(node.target)
      return key !== nodeKey(of) && reached.has(key) && (system === undefined || node.target.system === system)
    })
  }

  /** All that need a node, directly or through others. */
  dependants(of: Target): readonly TopologyNode[] {
    return this.nodes.filter((node) => nodeKey(node.target) !== nodeKey(of) && this.dependsOn(node.target, of))
  }

  /** How many others a node needs, directly or through others: 0 for what stands at the bottom. */
  height(target: Target): number {
    return this.#reach(nodeKey(target)).size
  }

  #reach(start: string): ReadonlySet<string> {
    const seen = new Set<string>()
    const waiting = [start]
    for (let key = waiting.pop(); key !== undefined; key = waiting.pop()) {
      if (seen.has(key)) continue
      seen.add(key)
      waiting.push(...(this.#byKey.get(key)?.dependsOn ?? []))
    }
    return seen
  }
}
