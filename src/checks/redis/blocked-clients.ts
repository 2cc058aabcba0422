import { defineCheck } from '../../core/check.ts'
import { clients } from '../../facts/redis/clients.ts'
import { eachServer } from '../../facts/redis/each-server.ts'

/** A jump of clients that wait in BLPOP, XREAD and the like. That some wait is how workers work: only the change says anything. */
export const blockedClients = defineCheck({
  id: 'redis.blocked-clients',
  kind: 'condition',
  reads: { clients },
  // Twice as many and fifty more between two looks: beyond what a rollout of workers adds.
  params: { growth: 2, minimum: 50 },
  run: (facts, { earlier, target, params, now }) =>
    eachServer(facts.clients, earlier.clients, target, ({ value, earlier: before }) => {
      if (before === undefined) return undefined
      const was = before.value.blocked
      if (value.blocked < was * params.growth || value.blocked - was < params.minimum) return undefined
      return {
        severity: 'warning',
        summary: `${value.blocked} of ${value.connected} clients wait in a blocking command, ${was} did ${Math.round(before.elapsedMs / 1000)} s ago`,
        since: { accuracy: 'atMost', at: now - before.elapsedMs },
        evidence: { blocked: value.blocked, before: was, elapsedMs: before.elapsedMs },
      }
    }),
})
