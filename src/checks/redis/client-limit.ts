import { defineCheck } from '../../core/check.ts'
import { unknownSince } from '../../core/since.ts'
import { clients, largestText } from '../../facts/redis/clients.ts'
import { eachServer } from '../../facts/redis/each-server.ts'

/** Connections near `maxclients`, beyond which new ones are turned away. */
export const clientLimit = defineCheck({
  id: 'redis.client-limit',
  kind: 'condition',
  reads: { clients },
  // awesome-prometheus-alerts: RedisTooManyConnections at 90 %; 80 % leaves time to act.
  params: { warningShare: 0.8, criticalShare: 0.9 },
  run: (facts, { earlier, target, params }) =>
    eachServer(facts.clients, earlier.clients, target, ({ value }) => {
      const { connected, limit, groups } = value
      const share = limit === null || limit === 0 ? 0 : connected / limit
      if (share < params.warningShare) return undefined
      return {
        severity: share >= params.criticalShare ? 'critical' : 'warning',
        summary: `${connected} of ${limit} client connections in use${largestText(value)}`,
        since: unknownSince,
        evidence: {
          connected,
          limit,
          share,
          groups: groups === null ? null : groups.slice(0, 3).map((group) => ({ ...group })),
        },
      }
    }),
})
