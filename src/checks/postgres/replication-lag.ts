import { type CannotTell, defineCheck } from '../../core/check.ts'
import { durationText } from '../../core/duration-text.ts'
import type { FindingDraft } from '../../core/finding.ts'
import type { Severity } from '../../core/severity.ts'
import { lasting, unknownSince } from '../../core/since.ts'
import { part, type Target } from '../../core/target.ts'
import { sizeText } from '../../facts/postgres/amounts.ts'
import { type Recovery, replication, type Standby, standbyLagMs } from '../../facts/postgres/replication.ts'
import { monitorGrant } from '../../facts/postgres/visibility.ts'

/** A standby is behind: seen from the primary for each of its standbys, or from the standby itself. What was received and what was replayed are told apart. */
export const replicationLag = defineCheck({
  id: 'postgres.replication-lag',
  kind: 'condition',
  reads: { replication },
  // pganalyze 100 MB and 1 GB; EDB 300 s.
  params: { warningBytes: 100 * 1024 ** 2, criticalBytes: 1024 ** 3, warningSeconds: 30, criticalSeconds: 300 },
  run({ replication: seen }, { target, params, now }) {
    const forbidden = { unknown: `${seen.user} may not see the state of replication`, grant: monitorGrant(seen.user) }
    if (seen.recovery !== null) return ofSelf(seen.recovery, target, params, now, forbidden)
    const findings = seen.standbys.flatMap((standby) => ofStandby(standby, target, params, now))
    return findings.length === 0 && seen.standbys.some(({ state }) => state === null) ? forbidden : findings
  },
})

interface Thresholds {
  readonly warningBytes: number
  readonly criticalBytes: number
  readonly warningSeconds: number
  readonly criticalSeconds: number
}

function ofStandby(standby: Standby, target: Target, params: Thresholds, now: number): readonly FindingDraft[] {
  const { application, client, state, replayBytes, flushBytes, replayLagMs } = standby
  // A base backup and a standby that is being built are behind by nature.
  if (state === null || state === 'backup' || state === 'startup') return []
  const severity = severityOf(replayBytes, replayLagMs, params)
  if (severity === undefined) return []
  const stuckAt = (flushBytes ?? 0) * 2 > (replayBytes ?? 0) ? 'receiving' : 'replaying'
  const time = replayLagMs === null ? '' : ` (${durationText(replayLagMs)})`
  return [
    {
      severity,
      target: part(target, 'standby', { application, ...(client !== null && { client }) }),
      summary: `standby ${application} is ${sizeText(replayBytes ?? 0)}${time} behind in ${stuckAt}`,
      since: lasting(replayLagMs, now),
      evidence: { ...standby, stuckAt },
    },
  ]
}

function ofSelf(recovery: Recovery, target: Target, params: Thresholds, now: number, forbidden: CannotTell) {
  const { hasReceiver, receiverStatus, unappliedBytes, behindBytes, lastReplayedMs, paused } = recovery
  if (hasReceiver && receiverStatus === null) return forbidden
  // Without a receiver the WAL may come from an archive: how far that is, only the primary knows.
  if (!hasReceiver || receiverStatus !== 'streaming') return detached(recovery, target, params, now)
  const lagMs = standbyLagMs(recovery)
  const bytes = Math.max(unappliedBytes ?? 0, behindBytes ?? 0)
  const severity = severityOf(bytes, lagMs, params)
  if (severity === undefined) return []
  const why = paused === true ? ', and replay is paused' : ''
  return [
    {
      severity,
      target,
      summary: `this standby has not replayed the last ${sizeText(bytes)}${lagMs === null ? '' : ` (${durationText(lagMs)})`}${why}`,
      since: lasting(lagMs, now),
      evidence: { unappliedBytes, behindBytes, lastReplayedMs, lagMs, paused, receiverStatus, stuckAt: 'replaying' },
    },
  ]
}

function detached(recovery: Recovery, target: Target, params: Thresholds, now: number): readonly FindingDraft[] {
  const { receiverStatus, lastReplayedMs, paused, unappliedBytes } = recovery
  // It may well be fed from an archive.
  if (lastReplayedMs !== null && lastReplayedMs < params.warningSeconds * 1000) return []
  const last = lastReplayedMs === null ? '' : `; its last transaction is ${durationText(lastReplayedMs)} old`
  return [
    {
      severity: 'warning',
      target,
      summary: `this standby gets nothing from its primary (receiver ${receiverStatus ?? 'not running'})${last}`,
      since: lastReplayedMs === null ? unknownSince : { accuracy: 'atMost', at: Math.round(now - lastReplayedMs) },
      evidence: { receiverStatus, lastReplayedMs, paused, unappliedBytes, stuckAt: 'receiving' },
    },
  ]
}

function severityOf(bytes: number | null, lagMs: number | null, params: Thresholds): Severity | undefined {
  const seconds = (lagMs ?? 0) / 1000
  if ((bytes ?? 0) >= params.criticalBytes || seconds >= params.criticalSeconds) return 'critical'
  return (bytes ?? 0) >= params.warningBytes || seconds >= params.warningSeconds ? 'warning' : undefined
}
