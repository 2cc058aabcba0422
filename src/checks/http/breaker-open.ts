import { defineCheck } from '../../core/check.ts'
import { lasting } from '../../core/since.ts'
import { part } from '../../core/target.ts'
import { breakers } from '../../facts/http/breakers.ts'
import type { Breaker } from '../../facts/http/metrics.ts'

/** A circuit breaker is open: calls to what it guards are not made at all. */
export const breakerOpen = defineCheck({
  id: 'http.breaker-open',
  kind: 'condition',
  reads: { breakers },
  params: {},
  run({ breakers }, { target, now }) {
    return breakers.breakers
      .filter(({ state }) => state === 'open')
      .map((breaker) => ({
        severity: 'critical' as const,
        target: part(target, 'breaker', { name: breaker.name }),
        summary: sentence(breaker),
        since: lasting(breaker.openForMs, now),
        evidence: {
          breaker: breaker.name,
          forced: breaker.forced,
          openForMs: breaker.openForMs,
          text: breaker.text,
          signature: breaker.failure?.signature ?? null,
          system: breaker.failure?.system ?? null,
          host: breaker.failure?.host ?? null,
          port: breaker.failure?.port ?? null,
        },
      }))
  },
})

function sentence({ name, forced, text }: Breaker): string {
  if (forced) return `circuit breaker ${name} was opened by hand: no calls are made until a hand closes it`
  return `circuit breaker ${name} is open${text ? `: ${text}` : ''}`
}
