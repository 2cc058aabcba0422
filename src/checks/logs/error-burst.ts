import { defineCheck } from '../../core/check.ts'
import { part } from '../../core/target.ts'
import { type LogLines, type LogShape, logLines } from '../../facts/logs/lines.ts'
import { countWithin, goesOn, onsetOf } from '../../facts/logs/occurrence.ts'
import { foundIn, sampleWords } from '../../facts/logs/readings.ts'

/** Errors of a kind that the log did not hold before, or held much less. */
export const errorBurst = defineCheck({
  id: 'logs.error-burst',
  kind: 'condition',
  reads: { logLines },
  params: {
    /** In the last two minutes: more than one request that failed and was tried again. */
    minCount: 5,
    /** Rising: that many times as often as in the minutes before. */
    factor: 5,
  },
  run({ logLines }, { target, params, now }) {
    const findings = logLines.shapes
      .filter(({ level }) => level === 'error' || level === 'fatal')
      .filter((shape) => goesOn(shape) && countWithin(shape, 2) >= params.minCount)
      // Known kinds of failures are found under their own name.
      .filter(({ signature }) => signature === null)
      .filter((shape) => isNew(shape, logLines) || isRising(shape, params.factor))
      .map((shape) => ({
        severity: 'warning' as const,
        target: part(target, 'log-shape', { shape: shape.shape }),
        summary: `${countWithin(shape, 2)} lines${sampleWords(logLines)} in 2 minutes of ${kindOf(shape, logLines)}: ${shape.example.slice(0, 160)}`,
        since: onsetOf(shape, logLines.coversMs, now),
        evidence: {
          shape: shape.shape,
          level: shape.level,
          example: shape.example,
          count: shape.count,
          perMinute: shape.perMinute,
          firstAgeMs: shape.firstAgeMs,
          isNew: isNew(shape, logLines),
          onlyInRevision: shape.onlyIn,
          newestLineAgeMs: logLines.newestAgeMs,
        },
      }))
    return foundIn(logLines, findings)
  },
})

function kindOf(shape: LogShape, lines: LogLines): string {
  if (shape.onlyIn !== null) return 'an error of the new pods alone'
  return isNew(shape, lines) ? 'a new error' : 'an error that was rare'
}

/** The log reaches back a minute further than the first of them, or the pods before write no such line. */
function isNew({ firstAgeMs, onlyIn }: LogShape, { coversMs }: LogLines): boolean {
  if (onlyIn !== null) return true
  return firstAgeMs !== null && coversMs !== null && firstAgeMs < coversMs - 60_000
}

function isRising(shape: LogShape, factor: number): boolean {
  const lately = countWithin(shape, 2) / 2
  const before = (shape.count - countWithin(shape, 5)) / 10
  return lately > before * factor
}
