import { defineCheck } from '../../core/check.ts'
import { clients, largestText } from '../../facts/redis/clients.ts'
import { eachServer } from '../../facts/redis/each-server.ts'
import { ofNode } from '../../facts/redis/per-node.ts'
import { intervalOf, stats } from '../../facts/redis/stats.ts'

/** Clients turned away because `maxclients` was reached. */
export const rejectedClients = defineCheck({
  id: 'redis.rejected-clients',
  kind: 'condition',
  reads: { stats, clients },
  // Any: each is an application that could not connect. A full server is still full at half its limit only after somebody let go.
  params: { minimum: 1, stillFullShare: 0.5 },
  run: (facts, { earlier, target, params, now }) =>
    eachServer(facts.stats, earlier.stats, target, (seen) => {
      const interval = intervalOf(seen)
      const rejected = interval?.rejectedConnections ?? seen.value.rejectedConnections
      const held = ofNode(facts.clients, seen.address)
      if (rejected < params.minimum || held === undefined) return undefined
      if (interval === undefined) {
        const full = held.limit !== null && held.connected >= held.limit * params.stillFullShare
        return full ? { lookAgain: `${rejected} clients were turned away some time since the start` } : undefined
      }
      return {
        severity: 'critical',
        summary: `${rejected} clients turned away in the last ${Math.round(interval.elapsedMs / 1000)} s: maxclients ${held.limit ?? ''} is reached${largestText(held)}`,
        since: { accuracy: 'atMost', at: now - interval.elapsedMs },
        evidence: {
          rejected,
          elapsedMs: interval.elapsedMs,
          connected: held.connected,
          limit: held.limit,
          groups: held.groups === null ? null : held.groups.slice(0, 3).map((group) => ({ ...group })),
        },
      }
    }),
})
