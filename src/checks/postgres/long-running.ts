import { defineCheck } from '../../core/check.ts'
import { durationText } from '../../core/duration-text.ts'
import { lasting } from '../../core/since.ts'
import { activity, type Session } from '../../facts/postgres/activity.ts'
import { clientSessions, nameOf, sessionEvidence, sessionTarget } from '../../facts/postgres/sessions.ts'
import { hiddenSessions } from '../../facts/postgres/visibility.ts'

/** One statement runs for very long. One that waits for a lock is postgres.blocking's. */
export const longRunning = defineCheck({
  id: 'postgres.long-running',
  kind: 'condition',
  reads: { activity },
  // EDB 300 s; pganalyze 1800 s.
  params: { warningSeconds: 300, criticalSeconds: 1800 },
  run({ activity: seen }, { target, params, now }) {
    const findings = clientSessions(seen)
      .filter((session) => session.state === 'active' && session.blockedBy.length === 0 && !takesLongByNature(session))
      .filter((session) => (session.queryMs ?? 0) >= params.warningSeconds * 1000)
      .map((session) => ({
        severity:
          (session.queryMs ?? 0) >= params.criticalSeconds * 1000 ? ('critical' as const) : ('warning' as const),
        target: sessionTarget(target, session),
        summary: `${nameOf(session)} has run one statement for ${durationText(session.queryMs ?? 0)}`,
        since: lasting(session.queryMs, now),
        evidence: { ...sessionEvidence(session), queryMs: session.queryMs },
      }))
    return findings.length === 0 && seen.hidden > 0 ? hiddenSessions(seen.hidden, seen.user) : findings
  },
})

/** Backups and maintenance are expected to: pganalyze leaves the same out. */
function takesLongByNature({ application, query }: Session): boolean {
  const byTool = /^(?:pg_dump|pg_dumpall|pg_basebackup|pg_restore|pgbackrest|barman|wal-g|usrops)/i.test(application)
  return (
    byTool ||
    /^\s*(?:create\s+(?:unique\s+)?index|reindex|vacuum|analyze|copy|cluster|alter\s+table|refresh\s+materialized|start_replication)\b/i.test(
      query ?? '',
    )
  )
}
