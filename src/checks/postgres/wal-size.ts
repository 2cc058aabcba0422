import { defineCheck } from '../../core/check.ts'
import { unknownSince } from '../../core/since.ts'
import { sizeText } from '../../facts/postgres/amounts.ts'
import { wal } from '../../facts/postgres/wal.ts'

/** Far more WAL lies on the disk than checkpoints need: something keeps it, and it grows until the disk is full. */
export const walSize = defineCheck({
  id: 'postgres.wal-size',
  kind: 'condition',
  reads: { wal },
  // max_wal_size is a soft limit, wal_keep_size comes on top: twice both is not ordinary. Below 1 GB no disk is in danger.
  params: { warningTimes: 2, criticalTimes: 10, atLeastBytes: 1024 ** 3 },
  run({ wal: seen }, { target, params }) {
    const expected = seen.maxWalBytes + seen.keepBytes
    if (seen.bytes < params.atLeastBytes || seen.bytes < expected * params.warningTimes) return []
    return [
      {
        severity: seen.bytes >= expected * params.criticalTimes ? 'critical' : 'warning',
        target,
        summary: `${sizeText(seen.bytes)} of WAL on the disk, ${sizeText(expected)} are expected: a slot, a failing archive or a standby keeps it`,
        since: unknownSince,
        evidence: { ...seen },
      },
    ]
  },
})
