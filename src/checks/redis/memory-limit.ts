import { defineCheck } from '../../core/check.ts'
import { unknownSince } from '../../core/since.ts'
import { eachServer } from '../../facts/redis/each-server.ts'
import { keyspace } from '../../facts/redis/keyspace.ts'
import { atLimit, memory, sizeText, usedShare } from '../../facts/redis/memory.ts'
import { ofNode } from '../../facts/redis/per-node.ts'
import { server } from '../../facts/redis/server.ts'

/** Memory near a limit at which writes are refused. A cache that evicts is meant to be full: `redis.evictions` looks after it. */
export const memoryLimit = defineCheck({
  id: 'redis.memory-limit',
  kind: 'condition',
  reads: { memory, keyspace, server },
  // awesome-prometheus-alerts: RedisOutOfConfiguredMaxmemory at 90 %; 80 % leaves time to act.
  params: { warningShare: 0.8, criticalShare: 0.9 },
  run: (facts, { earlier, target, params }) =>
    eachServer(facts.memory, earlier.memory, target, ({ address, value }) => {
      const share = usedShare(value)
      const keys = ofNode(facts.keyspace, address) ?? { keys: 0, expiring: 0 }
      // A replica follows its master over its own limit.
      const isReplica = ofNode(facts.server, address)?.role === 'replica'
      if (isReplica || share < params.warningShare || atLimit(value, keys) === 'evicts') return undefined
      const { counted, limit, policy } = value
      const nothing =
        policy === 'noeviction' ? '' : ` with next to no key that expires (${keys.expiring} of ${keys.keys})`
      const consequence = share >= 1 ? 'writes are refused now' : 'at the limit writes are refused'
      return {
        severity: share >= params.criticalShare ? 'critical' : 'warning',
        summary: `memory at ${Math.round(share * 100)} % of its limit (${sizeText(counted)} of ${sizeText(limit)}), policy ${policy}${nothing}: ${consequence}`,
        since: unknownSince,
        evidence: { counted, limit, policy, share, full: share >= 1, keys: keys.keys, expiring: keys.expiring },
      }
    }),
})
