import { defineCheck } from '../../core/check.ts'
import { unknownSince } from '../../core/since.ts'
import { pools } from '../../facts/pgbouncer/pools.ts'

/** The pooler itself accepts no more clients soon. */
export const clientLimit = defineCheck({
  id: 'pgbouncer.client-limit',
  kind: 'condition',
  reads: { pools },
  // As for the connections of a server.
  params: { warningPercent: 80, criticalPercent: 95 },
  run({ pools: { clientConnections, settings, clients } }, { target, params }) {
    const limit = settings.maxClientConnections
    const percent = (100 * clientConnections) / limit
    if (limit <= 0 || percent < params.warningPercent) return []
    const [most] = clients
    const who = most ? `; ${most.application || most.user} holds ${most.count} of them` : ''
    return [
      {
        severity: percent >= params.criticalPercent ? 'critical' : 'warning',
        target,
        summary: `${clientConnections} of the ${limit} clients that the pooler accepts are connected${who}`,
        since: unknownSince,
        evidence: { clientConnections, limit, clients: clients.slice(0, 10).map((each) => ({ ...each })) },
      },
    ]
  },
})
