import { defineCheck } from '../../core/check.ts'
import { durationText } from '../../core/duration-text.ts'
import { counted } from '../../facts/postgres/amounts.ts'
import { databases } from '../../facts/postgres/databases.ts'

/** Transactions are cancelled since they wait for each other in a circle. */
export const deadlocks = defineCheck({
  id: 'postgres.deadlocks',
  kind: 'condition',
  reads: { databases },
  // One an hour happens to healthy applications, which retry. Several within minutes are a defect that users feel.
  params: { warningPerMinute: 2, criticalPerMinute: 20, atLeast: 2, suspiciousPerHour: 10 },
  run({ databases: seen }, { target, params, earlier, now }) {
    if (earlier.databases === undefined) {
      const perHour = (seen.deadlocks * 3_600_000) / Math.max(seen.countedMs ?? 0, 3_600_000)
      return perHour >= params.suspiciousPerHour
        ? { lookAgain: 'deadlocks happened; whether they still do shows a second look' }
        : []
    }
    const { value: before, elapsedMs } = earlier.databases
    const count = seen.deadlocks - before.deadlocks
    const perMinute = (count * 60_000) / elapsedMs
    if (count < params.atLeast || perMinute < params.warningPerMinute) return []
    return [
      {
        severity: perMinute >= params.criticalPerMinute ? 'critical' : 'warning',
        target,
        summary: `${counted(count, 'deadlock')} in ${durationText(elapsedMs)} in database ${seen.database}`,
        since: { accuracy: 'atMost', at: now - elapsedMs },
        evidence: { count, elapsedMs, perMinute, database: seen.database },
      },
    ]
  },
})
