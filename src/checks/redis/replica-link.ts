import { defineCheck } from '../../core/check.ts'
import { durationText } from '../../core/duration-text.ts'
import { lasting } from '../../core/since.ts'
import { eachServer } from '../../facts/redis/each-server.ts'
import { replication } from '../../facts/redis/replication.ts'

/** A replica without its master: what it answers grows old, and it must not be failed over to. */
export const replicaLink = defineCheck({
  id: 'redis.replica-link',
  kind: 'condition',
  reads: { replication },
  // Replicas reconnect within a second or two; redis_exporter's mixin alerts after five minutes.
  params: { warningSeconds: 10, criticalSeconds: 300 },
  run: (facts, { earlier, target, params, now }) =>
    eachServer(facts.replication, earlier.replication, target, ({ value: { following } }) => {
      const down = following?.downMs ?? null
      if (following === null || down === null || down <= params.warningSeconds * 1000) return undefined
      const doing = following.syncing ? ', copying everything now' : ''
      return {
        severity: down > params.criticalSeconds * 1000 && !following.syncing ? 'critical' : 'warning',
        summary: `replica without its master ${following.master} for ${durationText(down)}${doing}: its data is as old`,
        since: lasting(down, now),
        evidence: { master: following.master, downMs: down, syncing: following.syncing, offset: following.offset },
      }
    }),
})
