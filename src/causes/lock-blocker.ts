import { defineCause } from '../core/cause.ts'
import type { Finding } from '../core/finding.ts'
import type { Remedy } from '../core/remedy.ts'
import type { Handles } from '../core/topology.ts'
import { activity } from '../facts/postgres/activity.ts'
import { type BlockingTree, blockingTrees, contendedRelation, waitingDdl } from '../facts/postgres/blocking.ts'
import { isIdleInTransaction, nameOf, sessionTarget } from '../facts/postgres/sessions.ts'
import { consequencesOfSlowness, slownessChecks } from './database-slowness.ts'
import { cancelStatement, terminateSession } from './postgres-remedies.ts'
import { reasonsOf } from './reasons.ts'

/** One session holds locks that others wait for. Where most of them queue behind a waiting DDL, that is the cause instead. */
export const lockBlocker = defineCause({
  id: 'lock-blocker',
  reads: { activity },
  weighs: ['postgres.blocking', 'postgres.idle-in-transaction', 'postgres.waiting-ddl', ...slownessChecks],
  conclude: ({ activity }, view) =>
    activity.flatMap(({ target: database, value }) => {
      const ddlPids = new Set(
        waitingDdl(value)
          .filter(({ behind }) => behind.length > 0)
          .map(({ ddl }) => ddl.pid),
      )
      const trees = blockingTrees(value).filter((tree) => !tree.victims.some((victim) => ddlPids.has(victim.pid)))
      return trees.flatMap((tree) => {
        const target = tree.root ? sessionTarget(database, tree.root) : null
        const grounds = view
          .findingsOn(database, 'postgres.blocking')
          .filter((finding) => isAbout(finding, tree.rootPid))
        if (target === null || grounds.length === 0) return []
        return {
          target,
          summary: sentence(tree),
          because: reasonsOf(grounds),
          explains: [
            ...grounds,
            ...consequencesOfSlowness(database, view),
            ...view
              .findingsOn(database, 'postgres.idle-in-transaction', 'postgres.waiting-ddl')
              .filter((finding) => concerns(finding, tree)),
          ],
          confidence: 'high' as const,
          remedies: remedies(tree, view.topology.handles(database)),
        }
      })
    }),
})

function isAbout(finding: Finding, pid: number): boolean {
  return finding.target.id?.pid === pid
}

function concerns(finding: Finding, { rootPid, victims }: BlockingTree): boolean {
  return [rootPid, ...victims.map((victim) => victim.pid)].some((pid) => isAbout(finding, pid))
}

function sentence(tree: BlockingTree): string {
  const relation = contendedRelation(tree)
  const who = tree.root ? nameOf(tree.root) : `pid ${tree.rootPid}`
  return `${who} blocks ${tree.victims.length} sessions${relation ? ` on ${relation}` : ''}`
}

function remedies({ root }: BlockingTree, handles: Handles): readonly Remedy[] {
  if (root === undefined) return []
  const name = nameOf(root)
  if (root.backendType !== 'client backend') {
    return [
      {
        kind: 'manual',
        risk: 'low',
        summary: `${name} is not a client's session: let it finish, or find who started it`,
      },
    ]
  }
  const end = terminateSession(handles, root, `end ${name}; its transaction is rolled back`)
  // Cancelling does nothing to a session that is idle in its transaction.
  if (isIdleInTransaction(root)) return [end]
  return [cancelStatement(handles, root, `cancel the statement of ${name}; its transaction is rolled back`), end]
}
