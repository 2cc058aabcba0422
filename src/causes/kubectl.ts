import type { Remedy, Risk } from '../core/remedy.ts'
import type { Target } from '../core/target.ts'
import type { Topology } from '../core/topology.ts'

interface KubectlRemedy {
  readonly risk: Risk
  readonly summary: string
}

/** A kubectl command that changes something of this node, or what a person has to type where nobody knows how to reach the cluster. */
export function byKubectl(
  target: Target,
  topology: Topology,
  words: readonly string[],
  { risk, summary }: KubectlRemedy,
): Remedy {
  const { kubectl } = topology.handles(target)
  if (kubectl === undefined) return { kind: 'manual', risk, summary: `${summary}: kubectl ${words.join(' ')}` }
  return { kind: 'command', command: [...kubectl, ...words], mutates: true, risk, summary }
}

/** A command in the words of a summary: what a person may type after having thought about it. */
export function inKubectlWords(target: Target, topology: Topology, ...words: readonly string[]): string {
  return [...(topology.handles(target).kubectl ?? ['kubectl']), ...words].join(' ')
}
