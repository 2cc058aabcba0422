import type { SinceSeen } from '../../core/diagnosis.ts'
import { duration } from './amounts.ts'

/** Points in time as words, in the zone of the reader and seen from the moment of the diagnosis. */
export interface Times {
  /** `02:58`, or with the day where it was another one. */
  clock(at: number): string
  /** The zone that `clock` speaks of, as it was then. */
  zone(at: number): string
  /** `since 02:58 CET (14 min)`; null where nobody can tell. */
  since(since: SinceSeen): string | null
}

/** `timeZone` is for tests and replays; by default the zone of this machine. */
export function timesAt(now: number, timeZone?: string): Times {
  const zoned = timeZone === undefined ? {} : { timeZone }
  const format = new Intl.DateTimeFormat('en-GB', {
    ...zoned,
    hourCycle: 'h23',
    day: 'numeric',
    month: 'short',
    hour: '2-digit',
    minute: '2-digit',
    timeZoneName: 'short',
  })
  const partsOf = (at: number) => Object.fromEntries(format.formatToParts(at).map(({ type, value }) => [type, value]))
  const dayOf = (at: number) => `${partsOf(at).day} ${partsOf(at).month}`
  const clock = (at: number) => {
    const { hour, minute } = partsOf(at)
    return dayOf(at) === dayOf(now) ? `${hour}:${minute}` : `${dayOf(at)} ${hour}:${minute}`
  }
  const zone = (at: number) => partsOf(at).timeZoneName ?? 'UTC'
  return {
    clock,
    zone,
    since(since) {
      if (since.at === null || since.accuracy === 'unknown') return null
      const at = Date.parse(since.at)
      const moment = `${clock(at)} ${zone(at)}`
      const lasted = duration(now - at)
      return since.accuracy === 'exact' ? `since ${moment} (${lasted})` : `since ${moment} or later (at most ${lasted})`
    },
  }
}
