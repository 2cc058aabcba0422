import { type Conclusion, defineCause } from '../core/cause.ts'
import { textIn } from '../core/evidence.ts'
import type { Finding } from '../core/finding.ts'
import type { Remedy } from '../core/remedy.ts'
import { part, type Target } from '../core/target.ts'
import { type Activity, activity, type Session } from '../facts/postgres/activity.ts'
import { clientSessions } from '../facts/postgres/sessions.ts'
import { complaintsAbout } from './complaints.ts'
import { consequencesOfSlowness, slownessChecks } from './database-slowness.ts'
import { reasonsOf } from './reasons.ts'

/** One kind of statement takes too long by itself: it works, it does not wait for a lock. Statements that are cut off by a timeout are in no statistics, only in the activity. */
export const slowStatement = defineCause({
  id: 'slow-statement',
  reads: { activity },
  weighs: ['postgres.slow-statement', 'postgres.blocking', ...slownessChecks],
  conclude: ({ activity }, view) =>
    activity.flatMap(({ target: database, value }): readonly Conclusion[] => {
      const measured = view.findingsOn(database, 'postgres.slow-statement')
      const running = crowdOf(value)
      const timeouts = complaintsAbout(database, view, 'statement-timeout')
      const grounds = measured.length > 0 ? measured : running.length > 0 ? timeouts : []
      const [first] = grounds
      // Whoever waits for a lock looks slow, too.
      if (first === undefined || view.findingsOn(database, 'postgres.blocking').length > 0) return []
      const explains = [...grounds, ...consequencesOfSlowness(database, view)]
      const query = textIn(first, 'query') ?? running[0]?.query ?? 'a statement'
      return [
        {
          target: targetOf(first, database),
          summary: `a statement is slow: ${query.slice(0, 120)}`,
          because: reasons(grounds, running),
          explains,
          confidence: explains.some((finding) => finding.kind === 'symptom') ? 'high' : 'medium',
          remedies: remedies(database, query),
        },
      ]
    }),
})

/** Sessions that have worked on the same statement for long, as many at once as no healthy service has. */
function crowdOf(activity: Activity): readonly Session[] {
  const busy = clientSessions(activity).filter(
    ({ state, waitEventType, queryMs, blockedBy }) =>
      state === 'active' && waitEventType !== 'Lock' && blockedBy.length === 0 && (queryMs ?? 0) >= crowd.eachMs,
  )
  const [largest] = [...Map.groupBy(busy, ({ query }) => query).values()].toSorted(
    (left, right) => right.length - left.length,
  )
  return largest !== undefined && largest.length >= crowd.sessions ? largest : []
}

/** Three at once for half a second each are more than one pool connection doing nothing else. */
const crowd = { sessions: 3, eachMs: 500 }

function targetOf(finding: Finding, database: Target): Target {
  return finding.target.system === database.system ? finding.target : part(database, 'statement', {})
}

function reasons(grounds: readonly Finding[], running: readonly Session[]): Conclusion['because'] {
  const because = reasonsOf(grounds)
  const none = { text: 'no session waits for a lock' }
  return running.length === 0
    ? [...because, none]
    : [...because, { text: `${running.length} sessions work on it at this moment` }, none]
}

function remedies(database: Target, query: string): readonly Remedy[] {
  return [
    {
      kind: 'manual',
      risk: 'low',
      summary: `look at its plan in ${database.name} (EXPLAIN ${query.slice(0, 60)}…): if it reads a whole table, create the missing index CONCURRENTLY; if the plan changed, ANALYZE the table`,
    },
  ]
}
