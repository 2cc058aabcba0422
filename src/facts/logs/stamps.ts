import type { LogContainer, LogTail } from '../../clients/logs/client.ts'
import { mask, maskName } from '../../core/mask.ts'
import type { LogEntry } from './entry.ts'
import type { LogFile } from './lines.ts'
import { nearest } from './times.ts'

/** A file with the times of its lines moved to the clock of this machine. */
export interface Corrected {
  readonly file: LogFile
  readonly entries: readonly LogEntry[]
  /** The file was read from its beginning. */
  readonly whole: boolean
  /** How long ago the writer of a whole log began; null where it is not known. */
  readonly startedAgoMs: number | null
}

/** Two clocks that agree, and a writer that does not wait, differ by less. */
const agreementMs = 60_000
const quarterMs = 15 * 60_000

/** The last line was written when the file was: a difference is a wrong clock, or a zone that the lines do not name. */
export function corrected(tail: LogTail, raw: readonly LogEntry[], now: number): Corrected {
  const dated = raw.map((entry) => (entry.at === null ? entry : { ...entry, at: nearest(entry.at, tail.writtenAt) }))
  const last = dated.findLast(({ at }) => at !== null)
  const offset = last?.at == null ? 0 : offsetOf(last.at - tail.writtenAt, last.zoneless, now - tail.writtenAt)
  const file = {
    path: mask(tail.path),
    bytes: tail.bytes,
    writtenAgeMs: Math.max(0, Math.round(now - tail.writtenAt)),
    clockAheadMs: Math.round(offset),
  }
  const whole = Buffer.byteLength(tail.text) >= tail.bytes
  return { file, entries: shifted(dated, offset), whole, startedAgoMs: null }
}

/** What a container wrote: each line has the time of the kubelet, so there is nothing to correct. */
export function ofContainer(
  tail: LogTail,
  container: LogContainer,
  entries: readonly LogEntry[],
  now: number,
): Corrected {
  const writtenAgeMs = Math.max(0, Math.round(now - tail.writtenAt))
  const file = { path: maskName(tail.path), bytes: tail.bytes, writtenAgeMs, clockAheadMs: 0 }
  const { revision, isCut, startedAgoMs } = container
  return { file, entries: entries.map((each) => ({ ...each, revision })), whole: !isCut, startedAgoMs }
}

/** Lines stand in the order in which they were written: where their time steps back, the clock was set in between. */
function shifted(entries: readonly LogEntry[], offsetAtEnd: number): readonly LogEntry[] {
  let offset = offsetAtEnd
  let following: number | null = null
  return entries
    .toReversed()
    .map((entry) => {
      if (entry.at === null) return entry
      if (following !== null && entry.at - following > agreementMs) offset += entry.at - following
      following = entry.at
      return offset === 0 ? entry : { ...entry, at: entry.at - offset }
    })
    .toReversed()
}

/** How far the stamps are ahead. Old stamps in a file that nobody writes to any more are simply old. */
function offsetOf(aheadMs: number, zoneless: boolean, writtenAgeMs: number): number {
  if (Math.abs(aheadMs) <= agreementMs) return 0
  if (zoneless && Math.abs(aheadMs - Math.round(aheadMs / quarterMs) * quarterMs) < agreementMs)
    return Math.round(aheadMs / quarterMs) * quarterMs
  const writtenToNow = writtenAgeMs < agreementMs && aheadMs > -60 * 60_000
  return aheadMs > 0 || writtenToNow ? aheadMs : 0
}
