import { defineCheck } from '../../core/check.ts'
import { part, type Target } from '../../core/target.ts'
import type { Signature } from '../../facts/logs/failure.ts'
import { type LoggedFailure, logLines } from '../../facts/logs/lines.ts'
import { countWithin, goesOn, onsetOf } from '../../facts/logs/occurrence.ts'

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
    return logLines.failures
      .filter((failure) => countWithin(failure, params.windowMinutes) >= (usual[failure.signature] ?? params.minCount))
      .filter((failure) => goesOn(failure) || failure.signature === 'heap-exhausted')
      .map((failure) => {
        const perMinute = Math.max(failure.perMinute[0] ?? 0, failure.perMinute[1] ?? 0)
        return {
          severity: perMinute >= params.criticalPerMinute ? ('critical' as const) : ('warning' as const),
          target: partOf(target, failure),
          summary: sentence(failure, countWithin(failure, params.windowMinutes)),
          since: onsetOf(failure, logLines.coversMs, now),
          evidence: evidenceOf(failure, perMinute),
        }
      })
  },
})

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
  return { signature, system, host, port, record: place, count, perMinute, firstAgeMs, lastAgeMs, example }
}

function sentence({ signature, host, port, example }: LoggedFailure, count: number): string {
  const place = host === null ? '' : ` to ${host}${port === null ? '' : `:${port}`}`
  return `${count} lines in 5 minutes say ${signature.replaceAll('-', ' ')}${place}: ${example.slice(0, 160)}`
}
