import { defineCheck } from '../../core/check.ts'
import { durationText } from '../../core/duration-text.ts'
import type { FindingDraft } from '../../core/finding.ts'
import { lasting } from '../../core/since.ts'
import { part, type Target } from '../../core/target.ts'
import { isSaturated, type Pool, type Pools, pools } from '../../facts/pgbouncer/pools.ts'
import { counted } from '../../facts/postgres/amounts.ts'

/** Clients wait for a connection of the pool, whether or not Postgres has free ones. */
export const saturated = defineCheck({
  id: 'pgbouncer.saturated',
  kind: 'condition',
  reads: { pools },
  // A wait of 1 s is felt (PgBouncer counts whole seconds); 10 s is beyond the patience of most clients.
  params: { warningMs: 1_000, criticalMs: 10_000, criticalWaiting: 10 },
  run({ pools: seen }, { target, params, now }) {
    return seen.pools
      .filter((pool) => pool.clientsWaiting > 0 && pool.maxWaitMs >= params.warningMs)
      .map((pool) => {
        const critical = pool.maxWaitMs >= params.criticalMs || pool.clientsWaiting >= params.criticalWaiting
        return finding(pool, seen, target, critical ? 'critical' : 'warning', now)
      })
  },
})

function finding(pool: Pool, seen: Pools, target: Target, severity: 'warning' | 'critical', now: number): FindingDraft {
  const { database, user, clientsWaiting, maxWaitMs, serversActive, size, serversLogin } = pool
  const paused = seen.databases.find(({ name }) => name === database)?.paused === true
  const full = isSaturated(pool)
  const why = paused
    ? 'the database is paused'
    : full
      ? `all ${size ?? serversActive} connections of the pool are in use`
      : serversLogin > 0 || serversActive === 0
        ? 'the pooler gets no connection to its server'
        : `${serversActive} of ${size ?? 'its'} connections are in use`
  return {
    severity,
    target: part(target, 'pool', { database, user }),
    summary: `${counted(clientsWaiting, 'client')} wait for a connection to ${database} as ${user}, the longest for ${durationText(maxWaitMs)}: ${why}`,
    since: lasting(maxWaitMs, now),
    evidence: {
      ...pool,
      reason: paused ? 'paused' : full ? 'full' : serversActive === 0 ? 'no-server' : 'filling',
      defaultPoolSize: seen.settings.defaultPoolSize,
      queryWaitTimeoutMs: seen.settings.queryWaitTimeoutMs,
      clients: seen.clients
        .filter((group) => group.database === database && group.user === user)
        .map((each) => ({ ...each })),
    },
  }
}
