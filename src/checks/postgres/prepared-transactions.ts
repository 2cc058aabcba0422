import { defineCheck } from '../../core/check.ts'
import { durationText } from '../../core/duration-text.ts'
import { lasting } from '../../core/since.ts'
import { part } from '../../core/target.ts'
import { transactions } from '../../facts/postgres/transactions.ts'

/** A transaction prepared for two-phase commit was forgotten: it keeps its locks, even over a restart. */
export const preparedTransactions = defineCheck({
  id: 'postgres.prepared-transactions',
  kind: 'condition',
  reads: { transactions },
  // check_postgres 1 s and 30 s, much too eager for a coordinator that retries; minutes say that it forgot.
  params: { warningSeconds: 60, criticalSeconds: 600 },
  run({ transactions: seen }, { target, params, now }) {
    return seen.prepared
      .filter((each) => each.ageMs >= params.warningSeconds * 1000)
      .map((each) => ({
        severity: each.ageMs >= params.criticalSeconds * 1000 ? ('critical' as const) : ('warning' as const),
        target: part(target, 'prepared', { name: each.name }),
        summary: `prepared transaction ${each.name} of ${each.owner} in ${each.database} has been open for ${durationText(each.ageMs)}`,
        since: lasting(each.ageMs, now),
        evidence: { ...each },
      }))
  },
})
