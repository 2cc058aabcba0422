import { defineCheck } from '../../core/check.ts'
import { part, type Target } from '../../core/target.ts'
import type { Signature } from '../../facts/logs/failure.ts'
import { type LoggedFailure, logLines } from '../../facts/logs/lines.ts'
import { countWithin, goesOn, onsetOf } from '../../facts/logs/occurrence.ts'
import { foundIn, sampleWords } from '../../facts/logs/readings.ts'

/** What happens now and then on a healthy day needs to be seen more often before it counts. */
const usual: Readonly<Partial<Record<Signature, number>>> = {
  'token-expired': 20,
  'token-key-mismatch': 10,
  'token-not-yet-valid': 5,
  'kafka-rebalance': 10,
  'kafka-coordinator': 5,
  'kafka-leader': 5,
  'connection-reset': 5,
  'connection-timeout': 5,
  'upstream-error': 5,
  'heap-exhausted': 1,
}

/** Lines of a known kind of failure go on, one finding for each kind and address. */
export const signature = defineCheck({
  id: 'logs.signature',
  kind: 'condition',
  reads: { logLines },
  params: {
    /** A single reconnection is a hiccup. Some kinds need more: see `usual`. */
    minCount: 3,
    windowMinutes: 5,
    /** Ten a minute: every request or every retry of a loop. */
    criticalPerMinute: 10,
  },
  run({ logLines }, { target, params, now }) {
    const findings = logLines.failures
      .filter((failure) => counts(failure, params))
      .map((failure) => {
        const perMinute = Math.max(failure.perMinute[0] ?? 0, failure.perMinute[1] ?? 0)
        return {
          severity: perMinute >= params.criticalPerMinute ? ('critical' as const) : ('warning' as const),
          target: partOf(target, failure),
          summary: sentence(failure, params.windowMinutes, sampleWords(logLines)),
          since: onsetOf(failure, logLines.coversMs, now),
          evidence: evidenceOf(failure, perMinute),
        }
      })
    return foundIn(logLines, findings)
  },
})

/** What containers keep falling over with needs to be said once: they pause for minutes between two attempts. */
function counts(
  failure: LoggedFailure,
  { minCount, windowMinutes }: { minCount: number; windowMinutes: number },
): boolean {
  if (failure.fatalTo > 0) return true
  if (countWithin(failure, windowMinutes) < (usual[failure.signature] ?? minCount)) return false
  return goesOn(failure) || failure.signature === 'heap-exhausted'
}

function partOf(target: Target, { signature, system, host, port, record }: LoggedFailure): Target {
  return part(target, 'failure', {
    signature,
    ...(system !== null && { system }),
    ...(host !== null && { host }),
    ...(port !== null && { port }),
    ...(record?.topic != null && { topic: record.topic }),
    ...(record?.partition != null && { partition: record.partition }),
  })
}

function evidenceOf(failure: LoggedFailure, perMinute: number) {
  const { signature, system, host, port, record, count, firstAgeMs, lastAgeMs, example } = failure
  const place = record && { topic: record.topic, partition: record.partition, offset: record.offset }
  const { fatalTo } = failure
  return { signature, system, host, port, record: place, count, perMinute, firstAgeMs, lastAgeMs, fatalTo, example }
}

function sentence(failure: LoggedFailure, minutes: number, sample: string): string {
  const { signature, host, port, example, fatalTo } = failure
  const count = countWithin(failure, minutes)
  const what =
    count === 0 && fatalTo > 0
      ? 'the last lines of containers that fell over'
      : `${count} lines${sample} in ${minutes} minutes`
  const place = host === null ? '' : ` to ${host}${port === null ? '' : `:${port}`}`
  return `${what} say ${signature.replaceAll('-', ' ')}${place}: ${example.slice(0, 160)}`
}
