import { defineCause } from '../core/cause.ts'
import { activity } from '../facts/postgres/activity.ts'
import { blockingTrees, queueLeader, waitingDdl } from '../facts/postgres/blocking.ts'
import { nameOf, sessionTarget } from '../facts/postgres/sessions.ts'
import { consequencesOfSlowness, slownessChecks } from './database-slowness.ts'
import { cancelStatement } from './postgres-remedies.ts'
import { reasonsOf } from './reasons.ts'

/** A statement that wants a table for itself waits, and everybody else queues behind it: cancelling it frees them all, ending the readers before it does not. */
export const waitingDdlCause = defineCause({
  id: 'waiting-ddl',
  reads: { activity },
  weighs: ['postgres.waiting-ddl', 'postgres.blocking', 'postgres.idle-in-transaction', ...slownessChecks],
  conclude: ({ activity }, view) =>
    activity.flatMap(({ target: database, value }) =>
      waitingDdl(value)
        .filter(({ ddl }) => blockingTrees(value).some((tree) => queueLeader(tree, value)?.pid === ddl.pid))
        .flatMap(({ ddl, behind }) => {
          const grounds = view
            .findingsOn(database, 'postgres.waiting-ddl')
            .filter((finding) => finding.target.id?.pid === ddl.pid)
          if (grounds.length === 0) return []
          const table = ddl.relation ?? 'a table'
          return {
            target: sessionTarget(database, ddl),
            summary: `${nameOf(ddl)} waits to change ${table}, and ${behind.length} sessions queue behind it`,
            because: reasonsOf(grounds),
            explains: [
              ...grounds,
              ...view.findingsOn(database, 'postgres.blocking', 'postgres.idle-in-transaction'),
              ...consequencesOfSlowness(database, view),
            ],
            confidence: 'high' as const,
            remedies: [
              cancelStatement(
                view.topology.handles(database),
                ddl,
                `cancel the waiting statement; try it again with lock_timeout when ${table} is quiet`,
              ),
            ],
          }
        }),
    ),
})
