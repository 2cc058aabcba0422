import { durationText } from '../../core/duration-text.ts'
import type { ColumnDraft, TableDraft } from '../../core/table.ts'
import { defineView } from '../../core/view.ts'
import { counted } from '../../facts/postgres/amounts.ts'
import {
  type Archiver,
  isArchivingFailing,
  type Recovery,
  type Replication,
  replication,
  standbyLagMs,
} from '../../facts/postgres/replication.ts'
import { monitorGrant } from '../../facts/postgres/visibility.ts'

/** Who gets this server's WAL and how far behind they are, what slots keep, and on a standby what it receives. */
export const replicationState = defineView({
  id: 'postgres.replication',
  reads: { replication },
  params: {},
  show: ({ replication: seen }) => [
    ...(seen.recovery === null ? [] : [receiver(seen.recovery, seen.user)]),
    standbys(seen),
    slots(seen),
    ...(seen.archiver === null || seen.archiver.mode === 'off' ? [] : [archiver(seen.archiver)]),
  ],
})

function receiver(recovery: Recovery, user: string): TableDraft {
  const { hasReceiver, receiverStatus, lastMessageMs, unappliedBytes, behindBytes, lastReplayedMs, paused } = recovery
  const hidden = hasReceiver && receiverStatus === null
  const lag = standbyLagMs(recovery)
  const state = hasReceiver ? (receiverStatus ?? 'state not known') : 'no receiver'
  return {
    title: `a standby, ${lag === null ? `how far behind is not known (${state})` : lag === 0 ? 'has replayed all it got' : `${durationText(lag)} behind`}`,
    columns: [
      { id: 'receiver', label: 'receiver', kind: 'text', importance: 'key' },
      { id: 'lag', label: 'behind', kind: 'age', importance: 'key' },
      { id: 'unapplied', label: 'not replayed', kind: 'bytes', importance: 'key' },
      { id: 'behind', label: 'behind primary', kind: 'bytes' },
      { id: 'lastMessage', label: 'last message', kind: 'age' },
      { id: 'lastReplayed', label: 'last transaction', kind: 'age', importance: 'extra' },
      { id: 'paused', label: 'paused', kind: 'flag' },
    ],
    rows: [
      {
        receiver: hasReceiver ? receiverStatus : 'none',
        ...{ lag, unapplied: unappliedBytes, behind: behindBytes, lastMessage: lastMessageMs },
        ...{ lastReplayed: lastReplayedMs, paused },
      },
    ],
    notes: hidden ? [`${user} may not see the state of the receiver: ${monitorGrant(user)}`] : [],
  }
}

const standbyColumns: readonly ColumnDraft[] = [
  { id: 'standby', label: 'standby', kind: 'text', importance: 'key', shorten: 'middle' },
  { id: 'client', label: 'client', kind: 'text', importance: 'extra' },
  { id: 'state', label: 'state', kind: 'text', importance: 'key' },
  { id: 'sync', label: 'sync', kind: 'text' },
  { id: 'notSent', label: 'not sent', kind: 'bytes' },
  { id: 'notFlushed', label: 'not flushed', kind: 'bytes' },
  { id: 'notReplayed', label: 'not replayed', kind: 'bytes', importance: 'key' },
  { id: 'lag', label: 'lag', kind: 'age' },
  { id: 'lastReply', label: 'last reply', kind: 'age', importance: 'extra' },
]

function standbys({ standbys, user }: Replication): TableDraft {
  const hidden = standbys.some(({ state }) => state === null)
  return {
    title:
      standbys.length === 0
        ? 'no standby is connected'
        : `${counted(standbys.length, 'receiver')} of this server's WAL`,
    columns: standbyColumns,
    rows: standbys.map((each) => ({
      ...{ standby: each.application, client: each.client, state: each.state, sync: each.syncState },
      ...{ notSent: each.sendBytes, notFlushed: each.flushBytes, notReplayed: each.replayBytes },
      // While a standby has nothing to replay the server measures no time.
      ...(each.state === null || each.replayLagMs !== null ? { lag: each.replayLagMs } : {}),
      lastReply: each.replyMs,
    })),
    notes: hidden ? [`${user} may not see the state of replication: ${monitorGrant(user)}`] : [],
  }
}

function slots({ slots }: Replication): TableDraft {
  const inactive = slots.filter(({ active }) => !active).length
  const words = inactive === 0 ? 'all of them read' : `${inactive} without a reader`
  return {
    title: slots.length === 0 ? 'no slot keeps WAL' : `${counted(slots.length, 'slot')}, ${words}`,
    columns: [
      { id: 'slot', label: 'slot', kind: 'text', importance: 'key', shorten: 'middle' },
      { id: 'type', label: 'type', kind: 'text' },
      { id: 'active', label: 'active', kind: 'flag', importance: 'key' },
      { id: 'retained', label: 'keeps', kind: 'bytes', importance: 'key' },
      { id: 'status', label: 'wal status', kind: 'text', importance: 'key' },
      { id: 'safe', label: 'until lost', kind: 'bytes' },
      { id: 'inactive', label: 'inactive for', kind: 'age' },
      { id: 'plugin', label: 'plugin', kind: 'text', importance: 'extra' },
      { id: 'database', label: 'database', kind: 'text', importance: 'extra' },
    ],
    rows: slots.map(({ name, type, active, retainedBytes, walStatus, safeBytes, inactiveMs, plugin, database }) => ({
      ...{ slot: name, type, active, retained: retainedBytes, status: walStatus },
      // Nothing bounds what is kept while max_slot_wal_keep_size is -1.
      ...(safeBytes !== null && { safe: safeBytes }),
      ...(!active && { inactive: inactiveMs }),
      ...(plugin !== null && { plugin }),
      ...(database !== null && { database }),
    })),
  }
}

function archiver(seen: Archiver): TableDraft {
  return {
    title: isArchivingFailing(seen) ? 'archiving fails' : 'archiving works',
    columns: [
      { id: 'mode', label: 'archive mode', kind: 'text' },
      { id: 'archived', label: 'archived', kind: 'count', importance: 'key' },
      { id: 'lastArchived', label: 'last archived', kind: 'age', importance: 'key' },
      { id: 'failed', label: 'failed', kind: 'count', importance: 'key' },
      { id: 'lastFailure', label: 'last failure', kind: 'age', importance: 'key' },
      { id: 'lastFailedWal', label: 'failed segment', kind: 'text' },
    ],
    rows: [
      {
        ...{ mode: seen.mode, archived: seen.archived, failed: seen.failed },
        ...(seen.lastSuccessMs !== null && { lastArchived: seen.lastSuccessMs }),
        ...(seen.lastFailureMs !== null && { lastFailure: seen.lastFailureMs, lastFailedWal: seen.lastFailedWal }),
      },
    ],
  }
}
