import type { Since } from '../../core/since.ts'
import type { Occurrence } from './lines.ts'

/** How far back lines are counted. */
export const windowMinutes = 15
const minuteMs = 60_000

/** A pause that ends a run: five times the usual one of the run, but not one between two requests of a quiet service. */
const pauseMs = 10_000
const pauseFactor = 5

/** Counts by minute back from `now`. The result does not depend on the order of the times. */
export function occurrenceOf(times: readonly (number | null)[], now: number): Occurrence {
  const ages = times
    .flatMap((at) => (at === null ? [] : [Math.max(0, now - at)]))
    .toSorted((left, right) => left - right)
  const perMinute = Array.from({ length: windowMinutes }, () => 0)
  for (const age of ages) {
    const minute = Math.min(windowMinutes - 1, Math.floor(age / minuteMs))
    perMinute[minute] = (perMinute[minute] ?? 0) + 1
  }
  const [lastAgeMs = null] = ages
  return { count: times.length, perMinute, firstAgeMs: ages.at(-1) ?? null, lastAgeMs, runAgeMs: runOf(ages) }
}

/** How long ago the run of the latest ones began; `ages` rise. */
function runOf(ages: readonly number[]): number | null {
  const [first] = ages
  if (first === undefined) return null
  let run = first
  for (const [index, age] of ages.entries()) {
    const usual = index > 1 ? (run - first) / (index - 1) : pauseMs
    if (age - run > Math.max(pauseMs, pauseFactor * usual)) break
    run = age
  }
  return run
}

/** How often in the last so many minutes. */
export function countWithin({ perMinute }: Occurrence, minutes: number): number {
  return perMinute.slice(0, minutes).reduce((sum, count) => sum + count, 0)
}

/**
 * Whether it still goes on. What came often and has been silent for three times its usual pause is over; between 15 s, so that a burst does not
 * end with its last line, and a minute, so that what was healed is not reported for long.
 */
export function goesOn(occurrence: Occurrence): boolean {
  const { count, firstAgeMs, lastAgeMs } = occurrence
  if (firstAgeMs === null || lastAgeMs === null) return false
  const pauseMs = count > 1 ? (firstAgeMs - lastAgeMs) / (count - 1) : minuteMs
  return lastAgeMs <= Math.min(55_000, Math.max(15_000, 3 * pauseMs))
}

/**
 * When it began: exact where nothing came before the present run and the log reaches further back; where some of it came before, the minute in
 * which it became more than a fifth of its peak.
 */
export function onsetOf(occurrence: Occurrence, coversMs: number | null, now: number): Since {
  const { perMinute, runAgeMs } = occurrence
  // A log that begins in the midst of a run cannot say when it began.
  if (runAgeMs === null || coversMs === null || runAgeMs > coversMs - 1_000) return { accuracy: 'unknown', at: null }
  const threshold = Math.max(...perMinute) / 5
  const quiet = perMinute.findIndex((count, minute) => minute > 0 && count < threshold)
  const riseMs = (quiet === -1 ? windowMinutes : quiet) * minuteMs
  if (runAgeMs <= riseMs) return { accuracy: 'exact', at: Math.round(now - runAgeMs) }
  return { accuracy: 'atMost', at: Math.round(now - riseMs) }
}

/** The share of some lines among all, from a minute on backwards; null without lines. */
export function shareBefore(some: readonly number[], all: readonly number[], fromMinute: number): number | null {
  const sum = (counts: readonly number[]) => counts.slice(fromMinute).reduce((total, count) => total + count, 0)
  return sum(all) === 0 ? null : sum(some) / sum(all)
}
