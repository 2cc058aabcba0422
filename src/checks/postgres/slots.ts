import { defineCheck } from '../../core/check.ts'
import { durationText } from '../../core/duration-text.ts'
import { lasting } from '../../core/since.ts'
import { part } from '../../core/target.ts'
import { sizeText } from '../../facts/postgres/amounts.ts'
import { replication, type Slot } from '../../facts/postgres/replication.ts'

/** A slot keeps WAL for a reader that does not come, until the disk is full or the slot is lost. */
export const slots = defineCheck({
  id: 'postgres.slots',
  kind: 'condition',
  reads: { replication },
  params: {
    // 20 GB: Huawei RDS. 1 GB is a default max_wal_size: what a disk has to have room for anyway.
    warningBytes: 1024 ** 3,
    criticalBytes: 20 * 1024 ** 3,
    // A reader that restarts is away for a minute or two and leaves some WAL behind.
    inactiveSeconds: 300,
    inactiveBytes: 100 * 1024 ** 2,
  },
  run({ replication: seen }, { target, params, now }) {
    return seen.slots.flatMap((slot) => {
      const severity = severityOf(slot, params)
      if (severity === undefined) return []
      const { name, type, walStatus, retainedBytes, safeBytes, inactiveMs, plugin, database, active } = slot
      const idle = inactiveMs === null ? '' : ` for ${durationText(inactiveMs)}`
      const summary =
        walStatus === 'lost'
          ? `${type} slot ${name} is lost: the WAL its reader needs was removed, it has to start anew`
          : `${type} slot ${name} ${active ? 'is read too slowly' : `has had no reader${idle}`} and keeps ${sizeText(retainedBytes ?? 0)} of WAL`
      const evidence = { name, type, plugin, database, active, walStatus, retainedBytes, safeBytes, inactiveMs }
      return { severity, target: part(target, 'slot', { name }), summary, since: lasting(inactiveMs, now), evidence }
    })
  },
})

interface Thresholds {
  readonly warningBytes: number
  readonly criticalBytes: number
  readonly inactiveSeconds: number
  readonly inactiveBytes: number
}

function severityOf(slot: Slot, params: Thresholds): 'warning' | 'critical' | undefined {
  if (slot.temporary) return undefined
  const retained = slot.retainedBytes ?? 0
  if (slot.walStatus === 'lost') return 'warning'
  // `unreserved`: the next checkpoint may remove what the reader needs.
  if (slot.walStatus === 'unreserved' || retained >= params.criticalBytes) return 'critical'
  const gone = !slot.active && (slot.inactiveMs ?? 0) >= params.inactiveSeconds * 1000
  return retained >= params.warningBytes || (gone && retained >= params.inactiveBytes) ? 'warning' : undefined
}
