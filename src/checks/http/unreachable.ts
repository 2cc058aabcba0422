import { defineCheck } from '../../core/check.ts'
import { unknownSince } from '../../core/since.ts'
import { health } from '../../facts/http/health.ts'

/** Nobody answers where the service should be, seen from a place where that is proof. */
export const unreachable = defineCheck({
  id: 'http.unreachable',
  kind: 'symptom',
  reads: { health },
  params: {},
  run({ health }) {
    if (health.reached) return []
    const { url, loopback, why, code, text } = health
    const evidence = { url, why, code, text, loopback }
    const critical = (summary: string) => [{ severity: 'critical' as const, summary, since: unknownSince, evidence }]
    if (why === 'refused' && loopback)
      return critical(`nothing listens at ${url}: the connection is refused on this machine`)
    if (why === 'silent') return critical(`${url} takes connections but does not answer within 2.5 s`)
    if (why === 'reset' && loopback) return critical(`${url} closes connections without an answer`)
    if (why === 'tls') return critical(`${url} shows a certificate that has expired: clients refuse it`)
    return {
      unknown: `${url} is not reachable from here (${text})`,
      grant: 'name a way to it (via) in the configuration',
    }
  },
})
