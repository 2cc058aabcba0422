import { defineCheck } from '../../core/check.ts'
import type { FindingDraft } from '../../core/finding.ts'
import { unknownSince } from '../../core/since.ts'
import { type Cluster, cluster } from '../../facts/redis/cluster.ts'

// All slots of a Redis Cluster, by its specification.
const SLOTS = 16_384

/** A Redis Cluster that does not serve all its slots, or lost members. */
export const clusterState = defineCheck({
  id: 'redis.cluster-state',
  kind: 'condition',
  reads: { cluster },
  // redis_exporter's mixin: any state but ok, any failed slot.
  params: {},
  run: ({ cluster: seen }) => {
    const broken = seen.views.filter(
      ({ ok, slotsFailed, slotsAssigned }) => !ok || slotsFailed > 0 || slotsAssigned < SLOTS,
    )
    const lost = seen.members.filter(({ health }) => health === 'failed')
    if (broken.length > 0) return [notServing(seen, broken.length)]
    const suspected = Math.max(0, ...seen.views.map(({ slotsSuspected }) => slotsSuspected))
    if (lost.length === 0 && suspected === 0) return []
    const names = lost.map(({ role, address }) => `${role} ${address}`).join(', ')
    return [
      draft(
        'warning',
        seen,
        lost.length > 0
          ? `the cluster serves, without ${names}`
          : `${suspected} slots belong to a master that some node does not reach`,
      ),
    ]
  },
})

function notServing(seen: Cluster, views: number): FindingDraft {
  const failed = Math.max(0, ...seen.views.map(({ slotsFailed }) => slotsFailed))
  const assigned = Math.min(...seen.views.map(({ slotsAssigned }) => slotsAssigned))
  const dead = seen.members
    .filter(({ health, role }) => health === 'failed' && role === 'master')
    .map(({ address }) => address)
  const what =
    assigned < SLOTS
      ? `${SLOTS - assigned} of ${SLOTS} slots belong to nobody`
      : `${failed} of ${SLOTS} slots have no living master`
  const who = dead.length === 0 ? '' : ` (${dead.join(', ')} failed)`
  return draft('critical', seen, `${views} of ${seen.views.length} nodes say the cluster is down: ${what}${who}`)
}

function draft(severity: 'warning' | 'critical', seen: Cluster, summary: string): FindingDraft {
  return {
    severity,
    summary,
    since: unknownSince,
    evidence: {
      views: seen.views.map((view) => ({ ...view })),
      unhealthy: seen.members.filter(({ health }) => health !== 'ok').map((member) => ({ ...member })),
    },
  }
}
