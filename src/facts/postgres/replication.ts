import type { PostgresClient } from '../../clients/postgres/client.ts'
import { defineFacts } from '../../core/facts.ts'
import { mask } from '../../core/mask.ts'
import { archiverQuery, recoveryQuery, slotsQuery, standbysQuery } from './replication-query.ts'

/** A receiver of this server's WAL as the server sees it. Null where it may not be seen, or nothing is known yet. */
export interface Standby {
  readonly pid: number
  readonly application: string
  readonly client: string | null
  readonly state: string | null
  readonly syncState: string | null
  readonly sendBytes: number | null
  readonly flushBytes: number | null
  readonly replayBytes: number | null
  readonly replayLagMs: number | null
  readonly replyMs: number | null
}

/** A promise to keep WAL for somebody. */
export interface Slot {
  readonly name: string
  readonly type: string
  readonly plugin: string | null
  readonly database: string | null
  readonly temporary: boolean
  readonly active: boolean
  readonly walStatus: string | null
  readonly safeBytes: number | null
  readonly retainedBytes: number | null
  /** Only PostgreSQL 17 and later know. */
  readonly inactiveMs: number | null
}

export interface Archiver {
  readonly mode: string
  readonly archived: number
  readonly failed: number
  readonly lastFailedWal: string | null
  readonly lastSuccessMs: number | null
  readonly lastFailureMs: number | null
  readonly resetAt: string | null
}

/** What a server in recovery knows of itself. */
export interface Recovery {
  readonly paused: boolean | null
  /** Received and not yet replayed; null where nothing was received since the start. */
  readonly unappliedBytes: number | null
  /** Since the commit of the last transaction replayed; grows on an idle primary too. */
  readonly lastReplayedMs: number | null
  readonly hasReceiver: boolean
  readonly receiverStatus: string | null
  readonly lastMessageMs: number | null
  /** Behind the end of the primary's WAL as last heard of. */
  readonly behindBytes: number | null
}

/** Who gets this server's WAL, and from whom it gets its own. */
export interface Replication {
  readonly user: string
  readonly inRecovery: boolean
  readonly standbys: readonly Standby[]
  readonly slots: readonly Slot[]
  readonly archiver: Archiver | null
  readonly recovery: Recovery | null
}

export const replication = defineFacts<Replication, PostgresClient>({
  id: 'postgres.replication',
  system: 'postgres',
  cost: 'cheap',
  async collect(client, budget) {
    const [standbys, slots, [archiver], [recovery]] = await client.read<
      [Standby, Slot, Archiver, Recovery & { inRecovery: boolean }]
    >([standbysQuery, slotsQuery(client.version), archiverQuery, recoveryQuery], budget)
    if (recovery === undefined) throw new Error('the server does not say whether it is in recovery')
    const { inRecovery, ...rest } = recovery
    return {
      user: client.user,
      inRecovery,
      standbys: standbys.map((standby) => ({ ...standby, application: mask(standby.application) })),
      slots,
      archiver: archiver ?? null,
      recovery: inRecovery ? rest : null,
    }
  },
})

// An idle primary still writes a few records now and then; one of them on its way is no lag, whatever time the last transaction was at.
const ON_ITS_WAY_BYTES = 64 * 1024

/**
 * How far a standby is behind in milliseconds: 0 when it replayed all it received and still hears from its primary, however long ago the last
 * transaction was; null when its receiver is gone, since then nobody can tell.
 */
export function standbyLagMs({
  receiverStatus,
  unappliedBytes,
  behindBytes,
  lastReplayedMs,
  paused,
}: Recovery): number | null {
  if (receiverStatus !== 'streaming' || unappliedBytes === null) return null
  const behind = Math.max(unappliedBytes, behindBytes ?? 0)
  return behind <= (paused === true ? 0 : ON_ITS_WAY_BYTES) ? 0 : lastReplayedMs
}

/** Whether archiving fails now: the last failure is later than the last success. */
export function isArchivingFailing({ lastFailureMs, lastSuccessMs, mode }: Archiver): boolean {
  return mode !== 'off' && lastFailureMs !== null && (lastSuccessMs === null || lastFailureMs < lastSuccessMs)
}
