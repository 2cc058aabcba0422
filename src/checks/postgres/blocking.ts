import { defineCheck } from '../../core/check.ts'
import { durationText } from '../../core/duration-text.ts'
import type { FindingDraft } from '../../core/finding.ts'
import type { Severity } from '../../core/severity.ts'
import { lasting } from '../../core/since.ts'
import { part, type Target } from '../../core/target.ts'
import { activity } from '../../facts/postgres/activity.ts'
import { counted } from '../../facts/postgres/amounts.ts'
import { type BlockingTree, blockingTrees, contendedRelation, longestWait } from '../../facts/postgres/blocking.ts'
import { nameOf, sessionEvidence, sessionTarget } from '../../facts/postgres/sessions.ts'

/** Sessions wait for the locks of one session, and behind each other. Everybody may see who waits for whom. */
export const blocking = defineCheck({
  id: 'postgres.blocking',
  kind: 'condition',
  reads: { activity },
  params: {
    // pgEdge 60 s; check_postgres locks 1 and 2 min; pganalyze 300 s.
    warningSeconds: 60,
    criticalSeconds: 300,
    // Three that wait are no coincidence (pganalyze), unless it is only for a moment.
    manyVictims: 3,
    manyVictimsSeconds: 2,
    criticalVictims: 10,
  },
  run({ activity: seen }, { target, params, now }) {
    return blockingTrees(seen).flatMap((tree) => finding(tree, target, severityOf(tree, params), now))
  },
})

interface Thresholds {
  readonly warningSeconds: number
  readonly criticalSeconds: number
  readonly manyVictims: number
  readonly manyVictimsSeconds: number
  readonly criticalVictims: number
}

function severityOf(tree: BlockingTree, params: Thresholds): Severity | undefined {
  const wait = longestWait(tree)
  // PostgreSQL 13 does not tell ordinary logins how long others wait.
  const seconds = wait === null ? params.manyVictimsSeconds : wait / 1000
  const victims = tree.victims.length
  if (seconds >= params.criticalSeconds) return 'critical'
  if (victims >= params.criticalVictims && seconds >= params.manyVictimsSeconds) return 'critical'
  // Many that wait for an idle session wait for a person or a broken program: nothing will end it.
  const idle = tree.root?.state?.startsWith('idle in transaction') === true
  if (victims >= params.manyVictims && seconds >= params.manyVictimsSeconds) return idle ? 'critical' : 'warning'
  return seconds >= params.warningSeconds ? 'warning' : undefined
}

function finding(tree: BlockingTree, target: Target, severity: Severity | undefined, now: number): FindingDraft[] {
  if (severity === undefined) return []
  const { root, rootPid, victims, direct } = tree
  const relation = contendedRelation(tree)
  const wait = longestWait(tree)
  const who = rootPid === 0 ? 'a prepared transaction' : root ? nameOf(root) : `pid ${rootPid}`
  return [
    {
      severity,
      target: root ? sessionTarget(target, root) : part(target, 'session', { pid: rootPid }),
      summary: `${who} blocks ${counted(victims.length, 'session')}${relation ? ` on ${relation}` : ''}${wait === null ? '' : `, the longest for ${durationText(wait)}`}`,
      since: lasting(wait, now),
      evidence: {
        root: root ? sessionEvidence(root) : { pid: rootPid },
        victims: victims.length,
        direct: direct.length,
        longestWaitMs: wait,
        relation,
        waiting: victims.slice(0, 10).map((each) => ({ ...sessionEvidence(each), blockedBy: each.blockedBy })),
      },
    },
  ]
}
