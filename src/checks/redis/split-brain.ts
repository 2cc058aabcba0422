import { defineCheck } from '../../core/check.ts'
import { unknownSince } from '../../core/since.ts'
import { ofNode } from '../../facts/redis/per-node.ts'
import { type Replication, replication } from '../../facts/redis/replication.ts'
import { sentinel } from '../../facts/redis/sentinel.ts'
import { server } from '../../facts/redis/server.ts'

/** More than one master of the same data under Sentinel: both take writes, and one side's will be lost. */
export const splitBrain = defineCheck({
  id: 'redis.split-brain',
  kind: 'condition',
  reads: { server, replication, sentinel },
  // Two masters are one too many. During a failover there are two for a moment: not while Sentinels say that one is under way.
  params: { masters: 2 },
  run: (facts, { params }) => {
    const masters = facts.server.nodes.filter(({ value }) => value.role === 'master').map(({ address }) => address)
    const failover = facts.sentinel.sentinels.some(({ failoverInProgress }) => failoverInProgress)
    if (facts.sentinel.sentinels.length === 0 || failover || masters.length < params.masters) return []
    const lineages = masters.map((address) => lineagesOf(ofNode(facts.replication, address)))
    const shared = lineages.some((own, index) => lineages.some((other, place) => place > index && overlap(own, other)))
    if (!shared) return []
    return [
      {
        severity: 'critical',
        summary: `${masters.length} servers are masters of the same data: ${masters.join(' and ')}; writes to one of them will be lost`,
        since: unknownSince,
        evidence: { masters },
      },
    ]
  },
})

function lineagesOf(seen: Replication | undefined): readonly string[] {
  return [seen?.lineage, seen?.formerLineage].flatMap((lineage) => lineage ?? [])
}

function overlap(left: readonly string[], right: readonly string[]): boolean {
  return left.some((lineage) => right.includes(lineage))
}
