import { defineCause } from '../core/cause.ts'
import type { Finding } from '../core/finding.ts'
import type { Remedy, Risk } from '../core/remedy.ts'
import type { Handles } from '../core/topology.ts'
import { activity } from '../facts/postgres/activity.ts'
import { type BlockingTree, blockingTrees, contendedRelation, queueLeader } from '../facts/postgres/blocking.ts'
import { isIdleInTransaction, nameOf } from '../facts/postgres/sessions.ts'
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
      const trees = blockingTrees(value).filter((tree) => queueLeader(tree, value) === undefined)
      return trees.flatMap((tree) => {
        const grounds = view
          .findingsOn(database, 'postgres.blocking')
          .filter((finding) => isAbout(finding, tree.rootPid))
        const [first] = grounds
        if (first === undefined) return []
        return {
          target: first.target,
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

function byHand(risk: Risk, summary: string): Remedy {
  return { kind: 'manual', risk, summary }
}

function isAbout(finding: Finding, pid: number): boolean {
  return finding.target.id?.pid === pid
}

function concerns(finding: Finding, { rootPid, victims }: BlockingTree): boolean {
  return [rootPid, ...victims.map((victim) => victim.pid)].some((pid) => isAbout(finding, pid))
}

function sentence(tree: BlockingTree): string {
  const relation = contendedRelation(tree)
  const who = tree.rootPid === 0 ? 'a prepared transaction' : tree.root ? nameOf(tree.root) : `pid ${tree.rootPid}`
  return `${who} blocks ${tree.victims.length} sessions${relation ? ` on ${relation}` : ''}`
}

function remedies({ root, rootPid }: BlockingTree, handles: Handles): readonly Remedy[] {
  if (rootPid === 0)
    return [
      byHand(
        'data-loss',
        'look for it in pg_prepared_xacts; its owner decides between COMMIT PREPARED and ROLLBACK PREPARED',
      ),
    ]
  if (root === undefined) return []
  const name = nameOf(root)
  if (root.backendType === null) {
    return [
      byHand(
        'low',
        `usrops may not see what ${name} is: grant its login pg_monitor, or look at it in pg_stat_activity as another user, before you end it`,
      ),
    ]
  }
  if (root.backendType !== 'client backend') {
    return [byHand('low', `${name} is not a client's session: let it finish, or find who started it`)]
  }
  const end = terminateSession(handles, root, `end ${name}; its transaction is rolled back`)
  // Cancelling does nothing to a session that is idle in its transaction.
  if (isIdleInTransaction(root)) return [end]
  return [cancelStatement(handles, root, `cancel the statement of ${name}; its transaction is rolled back`), end]
}
