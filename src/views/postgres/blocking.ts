import { durationText } from '../../core/duration-text.ts'
import type { ColumnDraft, Row } from '../../core/table.ts'
import { defineView } from '../../core/view.ts'
import { type Activity, activity, type Session } from '../../facts/postgres/activity.ts'
import { counted } from '../../facts/postgres/amounts.ts'
import { type BlockingTree, blockingTrees, longestWait } from '../../facts/postgres/blocking.ts'
import { type HeldLock, type Locks, locks } from '../../facts/postgres/locks.ts'
import { type Transactions, transactions } from '../../facts/postgres/transactions.ts'
import { sessionId } from './session-id.ts'

/** Who waits for whom: each session that blocks others, and below it those that wait, in the order in which they would go on. */
export const blocking = defineView({
  id: 'postgres.blocking',
  reads: { activity },
  alsoReads: { locks, transactions },
  params: {},
  show({ activity, locks, transactions }) {
    const trees = blockingTrees(activity)
    const rows = new Tree(activity, locks).rows(trees)
    return [{ title: titleOf(trees, rows.length), columns, rows, notes: notesOf(activity, trees, transactions) }]
  },
})

const columns: readonly ColumnDraft[] = [
  { id: 'depth', label: 'depth', kind: 'count' },
  { id: 'session', label: 'session', kind: 'text', importance: 'key', shorten: 'never' },
  { id: 'blocks', label: 'blocks', kind: 'count', importance: 'extra' },
  { id: 'waits', label: 'waits', kind: 'age', importance: 'key' },
  { id: 'transaction', label: 'transaction', kind: 'age', importance: 'extra' },
  { id: 'state', label: 'state', kind: 'text' },
  { id: 'application', label: 'application', kind: 'text', shorten: 'middle' },
  { id: 'user', label: 'user', kind: 'text', importance: 'extra' },
  { id: 'wants', label: 'wants', kind: 'text', importance: 'extra', shorten: 'middle' },
  { id: 'holds', label: 'holds', kind: 'text', importance: 'extra' },
  { id: 'waitsFor', label: 'waits for', kind: 'text', importance: 'extra' },
  { id: 'statement', label: 'statement', kind: 'text', importance: 'key' },
]

function titleOf(trees: readonly BlockingTree[], shown: number): string {
  if (shown === 0) return 'no session is blocked'
  const victims = new Set(trees.flatMap((tree) => tree.victims.map(({ pid }) => pid)))
  const waits = trees.flatMap((tree) => longestWait(tree) ?? [])
  const longest = waits.length === 0 ? '' : `, the longest for ${durationText(Math.max(...waits))}`
  if (trees.length === 0)
    return `${counted(shown, 'session')} wait for each other: a deadlock, which the server ends by itself`
  return `${counted(trees.length, 'session')} ${trees.length === 1 ? 'blocks' : 'block'} ${counted(victims.size, 'other')}${longest}`
}

function notesOf(
  { truncated }: Activity,
  trees: readonly BlockingTree[],
  transactions: Transactions | undefined,
): readonly string[] {
  const prepared = trees.some(({ rootPid }) => rootPid === PREPARED) ? (transactions?.prepared ?? []) : []
  return [
    ...prepared.map(
      ({ name, owner, ageMs }) =>
        `0 is a prepared transaction: ${name} of ${owner} was prepared ${durationText(ageMs)} ago and neither committed nor rolled back`,
    ),
    ...(truncated ? ['there are more sessions than are looked at one by one'] : []),
  ]
}

/** What pg_blocking_pids says of a prepared transaction. */
const PREPARED = 0

/** Walks from the roots down; a session that waits for several stands below the first. */
class Tree {
  readonly #byPid: ReadonlyMap<number, Session>
  readonly #waiting: readonly Session[]
  readonly #held: ReadonlyMap<number, readonly HeldLock[]> | undefined
  readonly #seen = new Set<number>()

  constructor({ sessions }: Activity, locks: Locks | undefined) {
    this.#byPid = new Map(sessions.map((session) => [session.pid, session]))
    this.#waiting = sessions
      .filter(({ blockedBy }) => blockedBy.length > 0)
      .toSorted((left, right) => (right.waitMs ?? 0) - (left.waitMs ?? 0))
    this.#held = locks && Map.groupBy(locks.held, ({ pid }) => pid)
  }

  rows(trees: readonly BlockingTree[]): readonly Row[] {
    const below = trees.flatMap((tree) => this.#below(tree.rootPid, 0, tree.victims.length))
    // What is left waits in a circle.
    return [...below, ...this.#waiting.flatMap(({ pid }) => this.#below(pid, 0))]
  }

  #below(pid: number, depth: number, victims?: number): readonly Row[] {
    if (this.#seen.has(pid)) return []
    this.#seen.add(pid)
    const children = this.#waiting.filter(({ blockedBy }) => blockedBy.includes(pid))
    return [
      this.#row(pid, depth, victims ?? children.length),
      ...children.flatMap((child) => this.#below(child.pid, depth + 1)),
    ]
  }

  #row(pid: number, depth: number, blocks: number): Row {
    const session = this.#byPid.get(pid)
    const holds = this.#held === undefined ? null : heldText(this.#held.get(pid) ?? [])
    if (session === undefined)
      return { depth, blocks, session: String(pid), state: null, application: null, holds, statement: null }
    const { state, application, user, waitMs, transactionMs, blockedBy, query } = session
    const waits = blockedBy.length > 0
    return {
      ...{ depth, session: sessionId(session), blocks, state, application, user, holds },
      ...(waits && { waits: waitMs, wants: wantedText(session), waitsFor: blockedBy.join(', ') }),
      transaction: transactionMs,
      statement: query,
    }
  }
}

function wantedText({ lockMode, lockType, relation }: Session): string | null {
  const words = [lockMode, relation ?? lockType].filter((word) => word !== null)
  return words.length === 0 ? null : words.join(' on ')
}

/** `RowExclusiveLock on users, …` */
function heldText(held: readonly HeldLock[]): string {
  return held.map(({ mode, relation }) => `${mode} on ${relation}`).join(', ')
}
