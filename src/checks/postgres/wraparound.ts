import { defineCheck } from '../../core/check.ts'
import { unknownSince } from '../../core/since.ts'
import { part } from '../../core/target.ts'
import { usedShare, wraparound } from '../../facts/postgres/wraparound.ts'

/** Transaction numbers run out: near 2^31 the server refuses every write. */
export const wraparoundCheck = defineCheck({
  id: 'postgres.wraparound',
  kind: 'condition',
  reads: { wraparound },
  // pganalyze 50 % and 80 % of 2^31. (autovacuum_freeze_max_age, 200 million, is routine.)
  params: { warningPercent: 50, criticalPercent: 80 },
  run({ wraparound: ages }, { target, params }) {
    return ages.flatMap((age) => {
      const percent = usedShare(age) * 100
      if (percent < params.warningPercent) return []
      const kind = age.multixactAge > age.xidAge ? 'multixact' : 'transaction'
      return {
        severity: percent >= params.criticalPercent ? ('critical' as const) : ('warning' as const),
        target: part(target, 'database', { name: age.database }),
        summary: `database ${age.database} has used ${Math.floor(percent)} % of its ${kind} numbers; at 100 % it refuses every write`,
        since: unknownSince,
        evidence: { ...age, percent: Math.round(percent * 10) / 10 },
      }
    })
  },
})
