import type { Activity, Session } from './activity.ts'

/** A session that waits for nobody while others wait for it, directly or behind each other. */
export interface BlockingTree {
  /** Undefined for a prepared transaction, and for a root that is not among the sessions kept. */
  readonly root: Session | undefined
  readonly rootPid: number
  /** The sessions that would go on if the root ended, nearest first. */
  readonly victims: readonly Session[]
  /** Those that wait for the root itself. */
  readonly direct: readonly Session[]
}

/** All blocking trees, the one with the most victims first. A cycle is a deadlock, which the server ends by itself: it has no root. */
export function blockingTrees({ sessions }: Activity): readonly BlockingTree[] {
  const byPid = new Map(sessions.map((session) => [session.pid, session]))
  const waiting = sessions.filter((session) => session.blockedBy.length > 0)
  const waitingPids = new Set(waiting.map((session) => session.pid))
  const roots = new Set(waiting.flatMap((session) => session.blockedBy).filter((pid) => !waitingPids.has(pid)))
  return [...roots]
    .map((rootPid) => {
      const victims = behind(rootPid, waiting)
      const direct = victims.filter((session) => session.blockedBy.includes(rootPid))
      return { rootPid, root: byPid.get(rootPid), victims, direct }
    })
    .toSorted((left, right) => right.victims.length - left.victims.length || left.rootPid - right.rootPid)
}

/** The longest wait below a root, in milliseconds; null where none can be seen. */
export function longestWait({ victims }: BlockingTree): number | null {
  const waits = victims.flatMap(({ waitMs }) => (waitMs === null ? [] : [waitMs]))
  return waits.length === 0 ? null : Math.max(...waits)
}

/** The relation that most victims wait for, where their locks tell. */
export function contendedRelation({ victims }: Pick<BlockingTree, 'victims'>): string | null {
  const counts = new Map<string, number>()
  for (const { relation } of victims) if (relation !== null) counts.set(relation, (counts.get(relation) ?? 0) + 1)
  const [most] = [...counts].toSorted(([a, left], [b, right]) => right - left || a.localeCompare(b))
  return most?.[0] ?? null
}

/**
 * A waiting session with a strong lock request, before which others queue that would be compatible with the root: cancelling it frees them,
 * ending the readers does not.
 */
export function waitingDdl(
  activity: Activity,
): readonly { readonly ddl: Session; readonly behind: readonly Session[] }[] {
  const waiting = activity.sessions.filter((session) => session.blockedBy.length > 0)
  return waiting
    .filter(({ lockMode, lockType }) => lockType === 'relation' && lockMode !== null && strongModes.has(lockMode))
    .map((ddl) => ({ ddl, behind: behind(ddl.pid, waiting).filter((session) => session.pid !== ddl.pid) }))
}

/** The waiting statement behind which most victims of a tree queue: cancelling it frees more than ending the root would have to. */
export function queueLeader(tree: BlockingTree, activity: Activity): Session | undefined {
  const inTree = new Set(tree.victims.map(({ pid }) => pid))
  return waitingDdl(activity).find(
    ({ ddl, behind }) => inTree.has(ddl.pid) && behind.length > 0 && (behind.length + 1) * 2 > tree.victims.length,
  )?.ddl
}

// The modes that keep out readers or writers: https://www.postgresql.org/docs/current/explicit-locking.html
const strongModes = new Set(['AccessExclusiveLock', 'ExclusiveLock', 'ShareRowExclusiveLock', 'ShareLock'])

function behind(pid: number, waiting: readonly Session[]): readonly Session[] {
  const found = new Map<number, Session>()
  let level = [pid]
  while (level.length > 0) {
    const next = waiting.filter(
      (session) => !found.has(session.pid) && session.blockedBy.some((blocker) => level.includes(blocker)),
    )
    for (const session of next) found.set(session.pid, session)
    level = next.map((session) => session.pid)
  }
  return [...found.values()]
}
