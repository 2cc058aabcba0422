import { defineCheck } from '../../core/check.ts'
import { durationText } from '../../core/duration-text.ts'
import { type Since, unknownSince } from '../../core/since.ts'
import { isArchivingFailing, replication } from '../../facts/postgres/replication.ts'

/** WAL cannot be archived: backups have a gap, and the WAL stays on the disk until it is full. */
export const archiver = defineCheck({
  id: 'postgres.archiver',
  kind: 'condition',
  reads: { replication },
  // One failure is tried again after a minute; three are no coincidence. An hour without success fills disks.
  params: { warningFailures: 3, criticalSeconds: 3600 },
  run({ replication: { archiver: state } }, { target, params, now }) {
    if (state === null || !isArchivingFailing(state) || state.failed < params.warningFailures) return []
    const { lastSuccessMs, lastFailureMs, lastFailedWal, failed, archived } = state
    const last = lastSuccessMs === null ? 'never succeeded' : `last succeeded ${durationText(lastSuccessMs)} ago`
    const since: Since =
      lastSuccessMs === null ? unknownSince : { accuracy: 'atMost', at: Math.round(now - lastSuccessMs) }
    return [
      {
        severity: lastSuccessMs === null || lastSuccessMs >= params.criticalSeconds * 1000 ? 'critical' : 'warning',
        target,
        summary: `archiving of WAL fails at ${lastFailedWal ?? 'an unknown file'} and ${last}`,
        since,
        evidence: { lastFailedWal, lastFailureMs, lastSuccessMs, failed, archived },
      },
    ]
  },
})
