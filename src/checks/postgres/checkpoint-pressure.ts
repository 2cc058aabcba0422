import { defineCheck } from '../../core/check.ts'
import { durationText } from '../../core/duration-text.ts'
import { counted, sizeText } from '../../facts/postgres/amounts.ts'
import { checkpoints } from '../../facts/postgres/checkpoints.ts'

/** So much is written that checkpoints are made long before their time, one after another. */
export const checkpointPressure = defineCheck({
  id: 'postgres.checkpoint-pressure',
  kind: 'condition',
  reads: { checkpoints },
  // One that was asked for may have been a person, a backup or a migration. The share: of the time between two timed ones.
  params: { atLeast: 2, shareOfTimeout: 0.5, suspiciousShare: 0.5 },
  run({ checkpoints: seen }, { target, params, earlier, now }) {
    const timeout = seen.checkpointTimeoutMs
    if (earlier.checkpoints === undefined) {
      const apart = seen.countedMs / Math.max(1, seen.requested)
      const suspicious = seen.requested > seen.timed && seen.requested >= 10 && apart < timeout * params.suspiciousShare
      return suspicious
        ? { lookAgain: 'most checkpoints were requested; whether they still are shows a second look' }
        : []
    }
    const { value: before, elapsedMs } = earlier.checkpoints
    const requested = seen.requested - before.requested
    const apartMs = elapsedMs / Math.max(1, requested)
    if (requested < params.atLeast || apartMs >= timeout * params.shareOfTimeout) return []
    return [
      {
        severity: 'warning',
        target,
        summary: `${counted(requested, 'checkpoint')} in ${durationText(elapsedMs)} because of much WAL (max_wal_size ${sizeText(seen.maxWalBytes)}, one each ${durationText(timeout)} is normal)`,
        since: { accuracy: 'atMost', at: now - elapsedMs },
        evidence: {
          requested,
          timed: seen.timed - before.timed,
          elapsedMs,
          maxWalBytes: seen.maxWalBytes,
          checkpointTimeoutMs: timeout,
        },
      },
    ]
  },
})
