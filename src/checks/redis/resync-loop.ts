import { defineCheck } from '../../core/check.ts'
import { eachServer } from '../../facts/redis/each-server.ts'
import { intervalOf, stats } from '../../facts/redis/stats.ts'

/** Replicas that copy everything again and again: each copy forks the master and fills the network. */
export const resyncLoop = defineCheck({
  id: 'redis.resync-loop',
  kind: 'condition',
  reads: { stats },
  // More than one full copy in ten minutes (field practice); one alone is a replica that was added or restarted.
  params: { copies: 2, withinSeconds: 600 },
  run: (facts, { earlier, target, params, now }) =>
    eachServer(facts.stats, earlier.stats, target, (seen) => {
      const interval = intervalOf(seen)
      if (interval === undefined || interval.elapsedMs > params.withinSeconds * 1000) return undefined
      if (interval.fullResyncs < params.copies) return undefined
      return {
        severity: 'warning',
        summary: `replicas copied everything ${interval.fullResyncs} times in ${Math.round(interval.elapsedMs / 1000)} s: the backlog or the output buffer of replicas is too small`,
        since: { accuracy: 'atMost', at: now - interval.elapsedMs },
        evidence: { copies: interval.fullResyncs, elapsedMs: interval.elapsedMs },
      }
    }),
})
