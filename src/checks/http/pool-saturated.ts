import { defineCheck } from '../../core/check.ts'
import { unknownSince } from '../../core/since.ts'
import { part } from '../../core/target.ts'
import { metrics, type Pool } from '../../facts/http/metrics.ts'

/** All connections of a pool are in use, so that requests wait for one. */
export const poolSaturated = defineCheck({
  id: 'http.pool-saturated',
  kind: 'condition',
  reads: { metrics },
  params: {
    /** Runbook of user-profile-service: hikaricp_connections_active / hikaricp_connections_max > 0.9. */
    usedShare: 0.9,
  },
  run({ metrics }, { target, earlier, params }) {
    const before = earlier.metrics?.value.pools
    const busy = metrics.pools.filter((pool) => usedShare(pool) >= params.usedShare)
    const queued = metrics.pools.filter(waits)
    const lasting = busy.filter((pool) =>
      before?.some((old) => old.name === pool.name && usedShare(old) >= params.usedShare),
    )
    const found = [...new Set([...queued, ...lasting])]
    // A pool that is full for a moment and lets nobody wait is well sized.
    if (found.length === 0 && busy.length > 0 && before === undefined)
      return { lookAgain: `${busy.map(words).join('; ')}, nobody waits yet` }
    return found.map((pool) => ({
      severity: waits(pool) ? ('critical' as const) : ('warning' as const),
      target: part(target, 'pool', { name: pool.name }),
      summary: `connection pool ${words(pool)}${pool.waiting ? `; ${pool.waiting} requests wait for one` : ''}`,
      since: unknownSince,
      evidence: { pool: pool.name, active: pool.active, idle: pool.idle, waiting: pool.waiting, max: pool.max },
    }))
  },
})

/** With an idle connection at hand the waiting ones are served in the same moment. */
function waits({ waiting, idle, active, max }: Pool): boolean {
  return (waiting ?? 0) > 0 && (idle ?? 0) === 0 && (max === null || active === null || active >= max)
}

function usedShare({ active, max }: Pool): number {
  return active === null || max === null || max === 0 ? 0 : active / max
}

function words({ name, active, max }: Pool): string {
  return `${name}: ${active ?? '?'} of ${max ?? '?'} connections in use`
}
