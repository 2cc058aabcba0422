import type { LogReader } from '../../clients/logs/client.ts'
import { CannotAsk, defineFacts } from '../../core/facts.ts'
import type { LoggedCrash } from './crash.ts'
import type { Failure, Signature } from './failure.ts'
import { gather } from './gather.ts'

/** The last minutes of what a service wrote, in groups; ages are counted back from the moment of reading. */
export interface LogLines {
  readonly files: readonly LogFile[]
  readonly lines: number
  /** Lines whose time could not be read; they count, but have no age. */
  readonly undated: number
  /** How far back the lines that were read reach, at most 15 minutes; null without dated lines. */
  readonly coversMs: number | null
  /** Null where nothing was written in the window: silence, not health. */
  readonly newestAgeMs: number | null
  /** By shape, worst level first, then by count; at most 100. */
  readonly shapes: readonly LogShape[]
  readonly failures: readonly LoggedFailure[]
  readonly requests: LoggedRequests | null
  /** Versions that the lines name, latest first. */
  readonly versions: readonly { readonly version: string; readonly firstAgeMs: number }[]
  /** Lines that say the service started or reloaded its configuration, latest first. */
  readonly starts: readonly LoggedStart[]
  /** What containers wrote before they ended; latest first. */
  readonly crashes: readonly LoggedCrash[]
  /** Where the lines are of pods: of how many of them; null for files of this machine. */
  readonly pods: { readonly read: number; readonly total: number } | null
  /** Why silence tells nothing; null where it does. */
  readonly blind: string | null
}

export interface LogFile {
  /** Of a container: `pod/container`. */
  readonly path: string
  readonly bytes: number
  readonly writtenAgeMs: number
  /** How far the times of its lines were ahead of the clock of this machine before they were corrected; 0: they agree, or the kubelet timed them. */
  readonly clockAheadMs: number
}

export type LogLevel = 'debug' | 'info' | 'warn' | 'error' | 'fatal'

/** How often and when. `perMinute[0]` is the last minute, `[14]` the oldest. */
export interface Occurrence {
  readonly count: number
  readonly perMinute: readonly number[]
  readonly firstAgeMs: number | null
  readonly lastAgeMs: number | null
  /** The first of the present run: of those without a long pause between them. */
  readonly runAgeMs: number | null
}

/** Lines that differ only in numbers, ids and quoted values. */
export interface LogShape extends Occurrence {
  readonly shape: string
  /** The known kind of failure it tells of; null: none. */
  readonly signature: Signature | null
  /** Null where lines carry no level. */
  readonly level: LogLevel | null
  /** One of the lines, masked. */
  readonly example: string
  /** The latest revision of a workload, where pods of an earlier one were read as well and no other wrote such a line; null: no such thing. */
  readonly onlyIn: string | null
}

export interface LoggedFailure extends Occurrence, Failure {
  readonly example: string
  /** Containers that keep falling over with it. */
  readonly fatalTo: number
}

/** Request lines by minute; index 0 is the last minute. */
export interface LoggedRequests {
  readonly total: readonly number[]
  /** Status 500 and above. */
  readonly failed: Occurrence
  /** Status 401 and 403. */
  readonly refused: Occurrence
  /** The same of the last 20 seconds. */
  readonly latest: { readonly total: number; readonly failed: number; readonly refused: number }
}

export interface LoggedStart {
  readonly kind: 'restart' | 'configuration'
  readonly ageMs: number
  readonly text: string
}

/** Lines of the last 15 minutes in the log files of a service on this machine, or of its pods. */
export const logLines = defineFacts<LogLines, LogReader>({
  id: 'logs.lines',
  system: 'logs',
  cost: 'cheap',
  async collect(client, budget) {
    const tails = await client.tail(budget.signal)
    if (tails.files.length === 0 && tails.blind === undefined)
      throw new CannotAsk('unsupported', 'there are no logs to read')
    return gather(tails.files, tails.now, tails)
  },
})
