import { type CannotTell, defineCheck } from '../../core/check.ts'
import { durationText } from '../../core/duration-text.ts'
import type { FindingDraft } from '../../core/finding.ts'
import { unknownSince } from '../../core/since.ts'
import { part, type Target } from '../../core/target.ts'
import { counted } from '../../facts/postgres/amounts.ts'
import { type StatementDelta, type Statements, statementDeltas, statements } from '../../facts/postgres/statements.ts'
import { monitorGrant } from '../../facts/postgres/visibility.ts'

/** One kind of statement is slow now, called often enough that users feel it. */
export const slowStatement = defineCheck({
  id: 'postgres.slow-statement',
  kind: 'condition',
  reads: { statements },
  params: {
    // Slow only counts where it became slower (pganalyze 50 ms), or where a person notices each call.
    slowerMs: 50,
    timesSlower: 3,
    slowMs: 250,
    criticalMs: 1_000,
    // Called now and then it is a report. 1 would be one connection that does nothing else all the time.
    busyConnections: 0.1,
    callsPerSecond: 0.5,
    // Slower than that on average since the counters began makes a second look worth while.
    suspiciousMs: 50,
  },
  run({ statements: seen }, { target, params, earlier }) {
    if (earlier.statements === undefined) {
      const suspicious = seen.statements.some(({ meanMs, calls }) => meanMs >= params.suspiciousMs && calls >= 5)
      if (suspicious)
        return { lookAgain: 'some statements are slow on average; whether they are now shows a second look' }
      return seen.hidden > 0 ? hiddenStatements(seen) : []
    }
    const { value: before, elapsedMs } = earlier.statements
    const slow = statementDeltas(seen, before).filter((delta) => isFelt(delta, elapsedMs, params))
    if (slow.length === 0 && seen.hidden > 0) return hiddenStatements(seen)
    return slow.slice(0, 5).map((delta) => finding(delta, elapsedMs, target, params.criticalMs))
  },
})

function hiddenStatements({ user, hidden }: Statements): CannotTell {
  return { unknown: `${user} may not see ${counted(hidden, 'statement')} of other users`, grant: monitorGrant(user) }
}

function finding(delta: StatementDelta, elapsedMs: number, target: Target, criticalMs: number): FindingDraft {
  const { statement, calls, totalMs, meanMs, meanBeforeMs, rows } = delta
  const { queryId, user, query } = statement
  const was = meanBeforeMs !== null && meanBeforeMs * 2 < meanMs ? `, ${durationText(meanBeforeMs)} before` : ''
  return {
    severity: meanMs >= criticalMs ? 'critical' : 'warning',
    target: part(target, 'statement', { queryId: queryId ?? '', user: user ?? '' }),
    summary: `a statement takes ${durationText(meanMs)} on average (${counted(calls, 'call')} in ${durationText(elapsedMs)}${was}): ${query.slice(0, 80)}`,
    since: unknownSince,
    evidence: { queryId, user, query, calls, totalMs, meanMs, meanBeforeMs, rows, elapsedMs },
  }
}

interface Thresholds {
  readonly slowerMs: number
  readonly timesSlower: number
  readonly slowMs: number
  readonly busyConnections: number
  readonly callsPerSecond: number
}

/** Slow, and frequent enough that it is not a report. */
function isFelt(delta: StatementDelta, elapsedMs: number, params: Thresholds): boolean {
  const { statement, calls, meanMs, totalMs, meanBeforeMs } = delta
  const slower = meanBeforeMs !== null && meanMs >= params.slowerMs && meanMs >= meanBeforeMs * params.timesSlower
  if (isMaintenance(statement.query) || !(slower || meanMs >= params.slowMs)) return false
  return (calls * 1000) / elapsedMs >= params.callsPerSecond && totalMs / elapsedMs >= params.busyConnections
}

/** What takes long by nature, and what a pooler or an application does between statements. */
function isMaintenance(query: string): boolean {
  return /^(?:vacuum|analyze|reindex|create (?:unique )?index|copy|cluster|refresh materialized|commit|end)\b/i.test(
    query,
  )
}
