import { defineCheck } from '../../core/check.ts'
import { unknownSince } from '../../core/since.ts'
import { eachServer } from '../../facts/redis/each-server.ts'
import { memory, sizeText } from '../../facts/redis/memory.ts'
import { ofNode } from '../../facts/redis/per-node.ts'
import { intervalOf, stats } from '../../facts/redis/stats.ts'

/** Keys thrown out before their time: normal for a cache in small numbers, a loss where only keys with a TTL (sessions, locks) are evicted. */
export const evictions = defineCheck({
  id: 'redis.evictions',
  kind: 'condition',
  reads: { stats, memory },
  // More than 1 % of the commands of a cache evict: it is too small for its load (field practice). Below ten keys it is chance.
  params: { commandShare: 0.01, minimumKeys: 10 },
  run: (facts, { earlier, target, params }) =>
    eachServer(facts.stats, earlier.stats, target, (seen) => {
      const limits = ofNode(facts.memory, seen.address)
      const onlyExpiring = limits?.policy.startsWith('volatile-') ?? false
      const interval = intervalOf(seen)
      const { evicted, commands } = interval ?? seen.value
      const many = onlyExpiring || evicted > commands * params.commandShare
      if (evicted < params.minimumKeys || !many) return undefined
      if (interval === undefined) return { lookAgain: `${evicted} keys evicted since the start of the server` }
      const perSecond = Math.round((evicted / interval.elapsedMs) * 10_000) / 10
      const what = onlyExpiring
        ? 'keys with a TTL (sessions, locks) are thrown out before their time'
        : 'the cache is too small for its load'
      return {
        severity: 'warning',
        summary: `${perSecond} keys a second evicted at a limit of ${sizeText(limits?.limit ?? 0)} (${limits?.policy}): ${what}`,
        since: unknownSince,
        evidence: {
          evicted,
          commands,
          elapsedMs: interval.elapsedMs,
          policy: limits?.policy ?? null,
          limit: limits?.limit ?? null,
        },
      }
    }),
})
