import { defineCheck } from '../../core/check.ts'
import { durationText } from '../../core/duration-text.ts'
import { lasting } from '../../core/since.ts'
import { activity } from '../../facts/postgres/activity.ts'
import { counted } from '../../facts/postgres/amounts.ts'
import { waitingDdl } from '../../facts/postgres/blocking.ts'
import { nameOf, sessionEvidence, sessionTarget } from '../../facts/postgres/sessions.ts'

/** A statement that wants a table for itself waits, and everybody who came later waits behind it. Cancelling it frees them all. */
export const waitingDdlCheck = defineCheck({
  id: 'postgres.waiting-ddl',
  kind: 'condition',
  reads: { activity },
  // Locks of short transactions are gone after a second or two; 60 s without anybody behind it: pgEdge's lock wait.
  params: { queueSeconds: 2, criticalQueue: 3, aloneSeconds: 60 },
  run({ activity: seen }, { target, params, now }) {
    return waitingDdl(seen).flatMap(({ ddl, behind }) => {
      const seconds = (ddl.waitMs ?? 0) / 1000
      const harmless = behind.length === 0 ? seconds < params.aloneSeconds : seconds < params.queueSeconds
      if (harmless) return []
      return {
        severity: behind.length >= params.criticalQueue ? 'critical' : 'warning',
        target: sessionTarget(target, ddl),
        summary: `${nameOf(ddl)} waits ${durationText(ddl.waitMs ?? 0)} for ${ddl.lockMode} on ${ddl.relation ?? 'a table of another database'}, and ${counted(behind.length, 'session')} behind it`,
        since: lasting(ddl.waitMs, now),
        evidence: {
          ...sessionEvidence(ddl),
          lockMode: ddl.lockMode,
          relation: ddl.relation,
          waitMs: ddl.waitMs,
          blockedBy: ddl.blockedBy,
          behind: behind.length,
        },
      }
    })
  },
})
