import { defineCheck } from '../../core/check.ts'
import { durationText } from '../../core/duration-text.ts'
import { sizeText } from '../../facts/postgres/amounts.ts'
import { databases } from '../../facts/postgres/databases.ts'

/** Sorts and joins that do not fit into work_mem are written to disk: slow, and they can fill it. */
export const tempFiles = defineCheck({
  id: 'postgres.temp-files',
  kind: 'condition',
  reads: { databases },
  // Of ordinary disks 10 MB/s is a noticeable share, 100 MB/s about all.
  params: {
    warningBytesPerSecond: 10 * 1024 ** 2,
    criticalBytesPerSecond: 100 * 1024 ** 2,
    suspiciousBytesPerSecond: 10 * 1024 ** 2,
  },
  run({ databases: seen }, { target, params, earlier, now }) {
    if (earlier.databases === undefined) {
      const average = (seen.temporaryBytes * 1000) / Math.max(seen.countedMs ?? 0, 60_000)
      return average >= params.suspiciousBytesPerSecond
        ? { lookAgain: 'much was written to temporary files; whether it still is shows a second look' }
        : []
    }
    const { value: before, elapsedMs } = earlier.databases
    const bytes = seen.temporaryBytes - before.temporaryBytes
    const perSecond = (bytes * 1000) / elapsedMs
    if (perSecond < params.warningBytesPerSecond) return []
    return [
      {
        severity: perSecond >= params.criticalBytesPerSecond ? 'critical' : 'warning',
        target,
        summary: `${sizeText(perSecond)} per second of temporary files are written in database ${seen.database} (${sizeText(bytes)} in ${durationText(elapsedMs)})`,
        since: { accuracy: 'atMost', at: now - elapsedMs },
        evidence: { bytes, files: seen.temporaryFiles - before.temporaryFiles, elapsedMs, database: seen.database },
      },
    ]
  },
})
