import { defineCheck } from '../../core/check.ts'
import { durationText } from '../../core/duration-text.ts'
import { lasting } from '../../core/since.ts'
import { part, type Target } from '../../core/target.ts'
import { transactions, type XminHolder } from '../../facts/postgres/transactions.ts'
import { hiddenSessions } from '../../facts/postgres/visibility.ts'

/** One transaction, slot or standby keeps VACUUM from removing anything that died since, in every table. */
export const xminHorizon = defineCheck({
  id: 'postgres.xmin-horizon',
  kind: 'condition',
  reads: { transactions },
  params: {
    // 1 h is longer than reports of a service take; 24 h: pganalyze.
    warningSeconds: 3600,
    criticalSeconds: 86_400,
    // Slots and standbys show no time: "VACUUM is useless" begins around here.
    warningTransactions: 1_000_000,
    criticalTransactions: 50_000_000,
  },
  run({ transactions: seen }, { target, params, now }) {
    const findings = seen.holders.flatMap((holder) => {
      const seconds = (holder.heldMs ?? 0) / 1000
      const critical = seconds >= params.criticalSeconds || holder.xminAge >= params.criticalTransactions
      if (!critical && seconds < params.warningSeconds && holder.xminAge < params.warningTransactions) return []
      const time = holder.heldMs === null ? '' : ` for ${durationText(holder.heldMs)}`
      return {
        severity: critical ? ('critical' as const) : ('warning' as const),
        target: targetOf(holder, target),
        summary: `${holder.kind} ${holder.name}${holder.detail ? ` (${holder.detail})` : ''} has kept VACUUM from removing dead rows${time}, ${holder.xminAge} transactions by now`,
        since: lasting(holder.heldMs, now),
        evidence: { ...holder },
      }
    })
    return findings.length === 0 && seen.hidden > 0 ? hiddenSessions(seen.hidden, seen.user) : findings
  },
})

function targetOf({ kind, name, backendStart }: XminHolder, target: Target): Target {
  const pid = Number(name)
  if (kind !== 'session' || !Number.isInteger(pid)) return part(target, kind, { name })
  return part(target, 'session', { pid, ...(backendStart !== null && { backendStart }) })
}
