import { durationText } from '../../core/duration-text.ts'
import { type Archiver, isArchivingFailing, type Replication, standbyLagMs } from '../../facts/postgres/replication.ts'
import { type Aspect, amountOf, type StatusFacts } from './status-aspect.ts'

/** What a status says of standbys, slots and the write-ahead log. */
export function replicationAspects({ replication, wal }: Pick<StatusFacts, 'replication' | 'wal'>): readonly Aspect[] {
  return [
    lag(replication),
    slots(replication),
    {
      aspect: 'WAL on disk',
      value: amountOf('bytes', wal?.bytes),
      ...(wal !== undefined && { detail: `max_wal_size allows ${Math.round(wal.maxWalBytes / 1024 ** 2)} MB` }),
      checks: ['postgres.wal-size'],
    },
    ...(replication === undefined || replication.archiver === null ? [] : archiving(replication.archiver)),
  ]
}

function lag(seen: Replication | undefined): Aspect {
  const aspect = { aspect: 'replication lag', checks: ['postgres.replication-lag'] }
  if (seen === undefined) return { ...aspect, value: null }
  if (seen.recovery !== null) {
    const { hasReceiver, receiverStatus } = seen.recovery
    const detail = hasReceiver ? `receiver ${receiverStatus ?? 'may not be seen'}` : 'no receiver'
    return { ...aspect, value: amountOf('age', standbyLagMs(seen.recovery)), detail }
  }
  if (seen.standbys.length === 0) return { ...aspect, value: 'no standby' }
  const behind = seen.standbys.map(({ replayBytes }) => replayBytes)
  // A lag that may not be seen is no lag of 0.
  const worst = behind.includes(null) ? null : Math.max(...behind.map((bytes) => bytes ?? 0))
  const names = seen.standbys.map(({ application }) => application).join(', ')
  return { ...aspect, value: amountOf('bytes', worst), detail: `the furthest of ${names}` }
}

function slots(seen: Replication | undefined): Aspect {
  const aspect = { aspect: 'kept by slots', checks: ['postgres.slots'] }
  if (seen === undefined) return { ...aspect, value: null }
  if (seen.slots.length === 0) return { ...aspect, value: 'no slot' }
  const [most] = seen.slots.toSorted((left, right) => (right.retainedBytes ?? 0) - (left.retainedBytes ?? 0))
  if (most === undefined) return { ...aspect, value: null }
  const detail = `slot ${most.name}, ${most.active ? 'active' : 'inactive'}`
  return { ...aspect, value: amountOf('bytes', most.retainedBytes), detail }
}

function archiving(archiver: Archiver): readonly Aspect[] {
  if (archiver.mode === 'off') return []
  const { lastSuccessMs, lastFailureMs } = archiver
  const failing = isArchivingFailing(archiver) && lastFailureMs !== null
  return [
    {
      aspect: 'last archived',
      value: lastSuccessMs === null ? 'never' : amountOf('age', lastSuccessMs),
      ...(failing && { detail: `failed ${durationText(lastFailureMs)} ago` }),
      checks: ['postgres.archiver'],
    },
  ]
}
