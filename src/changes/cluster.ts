import { type ChangeDraft, type ChangeReading, defineChanges } from '../core/change.ts'
import type { Sighting } from '../core/look.ts'
import { part } from '../core/target.ts'
import { isReady, type NodeCondition, type NodeState, type Nodes, nodes } from '../facts/cluster/nodes.ts'
import { version } from '../facts/cluster/version.ts'

/** Of a large cluster that is in trouble so many tell enough. */
const nodesTold = 5

const conditions = defineChanges({ id: 'cluster.nodes', reads: nodes, observe: nodesChanged })

const upgrade = defineChanges({
  id: 'cluster.version',
  reads: version,
  observe: ({ value, earlier, at }) =>
    earlier === undefined || earlier.value.server === value.server
      ? []
      : [{ at, kind: 'release', summary: `Kubernetes ${earlier.value.server} -> ${value.server}` }],
})

/** What became different about a whole cluster. */
export const clusterChanges: readonly ChangeReading[] = [conditions, upgrade]

function nodesChanged({ value, at, target }: Sighting<Nodes>): readonly ChangeDraft[] {
  return value.remarkable
    .flatMap((node) => changesOf(node).map((change) => ({ ...change, node: node.name })))
    .toSorted((left, right) => left.agoMs - right.agoMs)
    .slice(0, nodesTold)
    .map(({ agoMs, summary, node }) => ({
      ...{ at: Math.round(at - agoMs), kind: 'membership', summary },
      target: part(target, 'node', { node }),
    }))
}

function changesOf(node: NodeState): readonly { readonly agoMs: number; readonly summary: string }[] {
  const lost = isReady(node) ? [] : [{ of: node.ready, summary: `node ${node.name} ${lostWords(node.ready)}` }]
  const pressed = node.pressures.map((of) => ({ of, summary: `node ${node.name} has ${of.type}` }))
  return [...lost, ...pressed].flatMap(({ of, summary }) =>
    of.changedAgoMs === null ? [] : [{ agoMs: of.changedAgoMs, summary }],
  )
}

/** `Unknown` is what the control plane writes when it hears nothing. */
function lostWords({ status }: NodeCondition): string {
  return status === 'Unknown' ? 'was not heard any more' : 'became not ready'
}
