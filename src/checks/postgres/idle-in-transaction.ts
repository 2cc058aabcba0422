import { defineCheck } from '../../core/check.ts'
import { durationText } from '../../core/duration-text.ts'
import { lasting } from '../../core/since.ts'
import { activity } from '../../facts/postgres/activity.ts'
import { clientSessions, isIdleInTransaction, sessionEvidence, sessionTarget } from '../../facts/postgres/sessions.ts'
import { hiddenSessions } from '../../facts/postgres/visibility.ts'

/** A session opened a transaction and does nothing in it: it keeps its locks, and old rows from being removed. */
export const idleInTransaction = defineCheck({
  id: 'postgres.idle-in-transaction',
  kind: 'condition',
  reads: { activity },
  // pgEdge 300 s; pganalyze 1800 s. (One that blocks others is found by postgres.blocking at any age.)
  params: { warningSeconds: 300, criticalSeconds: 1800 },
  run({ activity: seen }, { target, params, now }) {
    const findings = clientSessions(seen)
      .filter((session) => isIdleInTransaction(session) && (session.stateMs ?? 0) >= params.warningSeconds * 1000)
      .map((session) => {
        const idleMs = session.stateMs ?? 0
        const who = session.application || session.user || 'a session'
        return {
          severity: idleMs >= params.criticalSeconds * 1000 ? ('critical' as const) : ('warning' as const),
          target: sessionTarget(target, session),
          summary: `${who} (pid ${session.pid}) has been idle in a transaction for ${durationText(idleMs)}`,
          since: lasting(session.stateMs, now),
          evidence: sessionEvidence(session),
        }
      })
    return findings.length === 0 && seen.hidden > 0 ? hiddenSessions(seen.hidden, seen.user) : findings
  },
})
