import { defineCheck } from '../../core/check.ts'
import { eachServer } from '../../facts/redis/each-server.ts'
import { intervalOf, stats } from '../../facts/redis/stats.ts'

const meanings: Readonly<Record<string, string>> = {
  OOM: 'memory is full and nothing may be evicted',
  MISCONF: 'saving to disk fails',
  NOREPLICAS: 'too few replicas are in step',
  READONLY: 'this server is a replica',
}

/** Write commands that the server answered with an error between two looks: applications see these errors. */
export const refusedWrites = defineCheck({
  id: 'redis.refused-writes',
  kind: 'condition',
  reads: { stats },
  // Any: each is a failed command of an application.
  params: { minimum: 1 },
  run: (facts, { earlier, target, params, now }) =>
    eachServer(facts.stats, earlier.stats, target, (seen) => {
      const interval = intervalOf(seen)
      const errors = interval?.errors ?? seen.value.errors ?? {}
      const refused = Object.entries(errors).filter(([code, count]) => code in meanings && count >= params.minimum)
      if (refused.length === 0) return undefined
      if (interval === undefined) return { lookAgain: 'writes were refused some time since the start of the server' }
      const words = refused.map(([code, count]) => `${count} with ${code} (${meanings[code]})`)
      return {
        severity: 'critical',
        summary: `write commands refused in the last ${Math.round(interval.elapsedMs / 1000)} s: ${words.join(', ')}`,
        since: { accuracy: 'atMost', at: now - interval.elapsedMs },
        evidence: { errors: Object.fromEntries(refused), elapsedMs: interval.elapsedMs },
      }
    }),
})
