interface Time {
  readonly at: number | null
  readonly zoneless: boolean
}

const none: Time = { at: null, zoneless: false }

/** The time of a JSON field: ISO text, or seconds, milliseconds, microseconds or nanoseconds since the epoch. */
export function readTime(value: unknown): Time {
  if (typeof value === 'number' && Number.isFinite(value)) return { at: sinceEpoch(value), zoneless: false }
  if (typeof value !== 'string') return none
  if (/^\d{9,19}(\.\d+)?$/.test(value)) return { at: sinceEpoch(Number(value)), zoneless: false }
  return timeAtStart(value)?.time ?? none
}

/** The time that a line begins with, and the rest of the line. */
export function timeAtStart(line: string): { readonly time: Time; readonly rest: string } | null {
  for (const read of [iso, slashed, syslog]) {
    const found = read(line)
    if (found !== null && found.time.at !== null && !Number.isNaN(found.time.at)) return found
  }
  return null
}

/** The time within a line of an access log: `[22/Nov/2026:19:10:01 +0000]`. */
export function accessTime(line: string): Time {
  const found = /\[(\d{2})\/([A-Z][a-z]{2})\/(\d{4}):(\d{2}:\d{2}:\d{2}) ([+-]\d{4})\]/.exec(line)
  if (!found) return none
  const [, day, month, year, time, zone] = found
  return { at: Date.parse(`${day} ${month} ${year} ${time} ${zone}`), zoneless: false }
}

/** ISO 8601 with `T` or a blank, a point or logback's comma; with or without a zone. */
function iso(line: string) {
  const found = /^\[?(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d:\d\d)(?:[.,](\d+))?\s?(Z|UTC|[+-]\d\d:?\d\d)?\]?/.exec(line)
  if (!found) return null
  const [whole, date, time, fraction, zone] = found
  const seconds = `${date}T${time}.${(fraction ?? '0').slice(0, 3)}`
  const at = Date.parse(seconds + (zone === 'UTC' ? 'Z' : (zone ?? '')))
  return { time: { at, zoneless: zone === undefined }, rest: line.slice(whole.length).trimStart() }
}

/** Go's log package. */
function slashed(line: string) {
  const found = /^(\d{4})\/(\d\d)\/(\d\d) (\d\d:\d\d:\d\d)(?:\.\d+)?/.exec(line)
  if (!found) return null
  const [whole, year, month, day, time] = found
  const at = Date.parse(`${year}-${month}-${day}T${time}`)
  return { time: { at, zoneless: true }, rest: line.slice(whole.length).trimStart() }
}

/** RFC 3164 has no year; the year that makes it closest to the other lines is found by `nearest`. */
function syslog(line: string) {
  const found = /^(?:<\d+>)?([A-Z][a-z]{2}) {1,2}(\d{1,2}) (\d\d:\d\d:\d\d)/.exec(line)
  if (!found) return null
  const [whole, month, day, time] = found
  const at = Date.parse(`${day} ${month} ${yearless} ${time}`)
  return { time: { at, zoneless: true }, rest: line.slice(whole.length).trimStart() }
}

/** A leap year, so that 29 February can be read. */
const yearless = 1972

/** A time whose line named no year, moved to the year in which it lies closest to `near`. */
export function nearest(at: number, near: number): number {
  if (new Date(at).getUTCFullYear() > yearless + 1) return at
  const read = new Date(at)
  const year = new Date(near).getUTCFullYear()
  const tries = [year - 1, year, year + 1].map((each) => {
    const moved = new Date(read)
    moved.setFullYear(each + (read.getFullYear() - yearless))
    return moved.getTime()
  })
  return tries.toSorted((left, right) => Math.abs(left - near) - Math.abs(right - near))[0] ?? at
}

function sinceEpoch(value: number): number {
  if (value > 1e17) return value / 1e6
  if (value > 1e14) return value / 1e3
  return value > 1e11 ? value : value * 1000
}
