import { defineCheck } from '../../core/check.ts'
import { lasting } from '../../core/since.ts'
import { part } from '../../core/target.ts'
import { isReady, type NodeState, nodes } from '../../facts/cluster/nodes.ts'

/** The kubelet of a node is not heard any more, or says that it is not ready. */
export const nodeNotReady = defineCheck({
  id: 'cluster.node-not-ready',
  kind: 'condition',
  reads: { nodes },
  params: {
    /** New machines take their time until they are ready for the first time. */
    newSeconds: 300,
  },
  run({ nodes: { remarkable, total } }, { target, params, now }) {
    const away = remarkable.filter((node) => !isReady(node) && !node.leaving && !isNew(node, params.newSeconds * 1000))
    return away.slice(0, 20).map((node) => ({
      // What runs elsewhere still runs; whether it hurts a service, the service tells.
      severity: away.length * 2 > total ? ('critical' as const) : ('warning' as const),
      target: part(target, 'node', { node: node.name }),
      summary: sentence(node, total),
      since: lasting(node.ready.changedAgoMs, now),
      evidence: {
        node: node.name,
        status: node.ready.status,
        reason: node.ready.reason,
        message: node.ready.message,
        notReadyMs: node.ready.changedAgoMs,
        heardMs: node.heardAgoMs,
        cordoned: node.cordoned,
        away: away.length,
        total,
      },
    }))
  },
})

/** It became not ready when it was created, and never was. */
function isNew({ createdAgoMs, ready }: NodeState, newMs: number): boolean {
  return createdAgoMs < newMs && (ready.changedAgoMs ?? 0) > createdAgoMs - 10_000
}

function sentence({ name, ready, cordoned }: NodeState, total: number): string {
  const state =
    ready.status === 'Unknown' ? 'is not heard of any more' : `is not ready: ${ready.message || ready.reason}`
  return `the node ${name} (of ${total}) ${state}${cordoned ? '; it is cordoned' : ''}`
}
