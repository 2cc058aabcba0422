import type { LogTail, LogTails } from '../../clients/logs/client.ts'
import { mask } from '../../core/mask.ts'
import { compareText } from '../../core/order.ts'
import { crashesIn, type LoggedCrash } from './crash.ts'
import { type LogEntry, levelRank, tellsOfTrouble } from './entry.ts'
import { type Failure, failureKey } from './failure.ts'
import type { LoggedFailure, LoggedRequests, LoggedStart, LogLines, LogShape } from './lines.ts'
import { occurrenceOf, windowMinutes } from './occurrence.ts'
import { parseLog } from './parse.ts'
import { shapeOf } from './shape.ts'
import { classifyFailure } from './signatures.ts'
import { type Corrected, corrected, ofContainer } from './stamps.ts'

const windowMs = windowMinutes * 60_000
const shapesKept = 100
const exampleLength = 300
/** Short enough that what was healed is soon forgotten, long enough for some requests. */
const latestMs = 20_000

/** Groups what the logs say. Ages count back from `now`, the time of reading. */
export function gather(files: readonly LogTail[], now: number, { pods, blind }: Partial<LogTails> = {}): LogLines {
  const read = files.map((file) => readTail(file, now))
  const crashes = crashesIn(files, now)
  const entries = read.flatMap((each) => each.entries).filter(({ at }) => at === null || now - at <= windowMs)
  const times = entries.flatMap(({ at }) => at ?? [])
  return {
    files: read.map(({ file }) => file),
    lines: entries.length,
    undated: entries.length - times.length,
    coversMs: times.length === 0 ? null : coverOf(read, now),
    newestAgeMs: times.length === 0 ? null : Math.max(0, now - times.reduce((most, at) => Math.max(most, at), 0)),
    shapes: shapesOf(entries, latestRevisions(files), now),
    failures: failuresOf(entries.filter(tellsOfTrouble), crashes, now),
    requests: requestsOf(entries, now),
    versions: versionsOf(entries, now),
    starts: startsOf(entries, now),
    crashes,
    pods: pods ?? null,
    blind: blind ?? null,
  }
}

function readTail(tail: LogTail, now: number): Corrected {
  const { container, text } = tail
  return container === undefined
    ? corrected(tail, parseLog(text), now)
    : ofContainer(tail, container, parseLog(text, true), now)
}

/** Of each workload that pods of several revisions were read of, the one that started last. */
function latestRevisions(files: readonly LogTail[]): ReadonlySet<string> {
  const containers = files.flatMap(({ container }) => (container?.isMain ? [container] : []))
  const workloads = [...groupBy(containers, ({ workload }) => workload ?? '').values()]
  return new Set(
    workloads.flatMap((own) => {
      const [latest] = own.toSorted((left, right) => (left.startedAgoMs ?? 0) - (right.startedAgoMs ?? 0))
      return own.every(({ revision }) => revision === latest?.revision) ? [] : (latest?.revision ?? [])
    }),
  )
}

/**
 * A log that was read whole tells of all the window, one that was cut only from its first line on. What stood in the logs of containers before
 * the present ones, nobody knows.
 */
function coverOf(read: readonly Corrected[], now: number): number {
  const cut = read
    .filter(({ whole }) => !whole)
    .flatMap(({ entries }) => entries.find(({ at }) => at !== null)?.at ?? [])
  if (cut.length > 0) return cut.reduce((least, at) => Math.min(least, now - at), windowMs)
  return Math.min(windowMs, Math.max(...read.map(({ startedAgoMs }) => startedAgoMs ?? windowMs)))
}

function shapesOf(entries: readonly LogEntry[], latest: ReadonlySet<string>, now: number): LogShape[] {
  const groups = groupBy(entries, ({ level, message }) => `${level} ${shapeOf(message)}`)
  return [...groups.values()]
    .flatMap((group) => {
      const last = latestOf(group)
      if (last === undefined) return []
      const { level, message, revision = null } = last
      const signature = tellsOfTrouble(last) ? (classifyFailure(last.details)?.signature ?? null) : null
      const words = { shape: mask(shapeOf(message)), signature, level, example: exampleOf(last) }
      const isOnly = revision !== null && latest.has(revision) && group.every((each) => each.revision === revision)
      return [{ ...words, onlyIn: isOnly ? revision : null, ...occurrenceOf(timesOf(group), now) }]
    })
    .toSorted(
      (left, right) =>
        levelRank(left.level) - levelRank(right.level) ||
        right.count - left.count ||
        compareText(left.shape, right.shape),
    )
    .slice(0, shapesKept)
}

function failuresOf(entries: readonly LogEntry[], crashes: readonly LoggedCrash[], now: number): LoggedFailure[] {
  const known = new Map<string, Failure | null>()
  const classified = entries.flatMap((entry) => {
    const failure = known.get(entry.details) ?? classifyFailure(entry.details)
    known.set(entry.details, failure)
    return failure === null ? [] : [{ entry, failure }]
  })
  return [...groupBy(classified, ({ failure }) => failureKey(failure)).values()]
    .flatMap((group) => {
      const seen = group.map(({ entry }) => entry)
      const latest = latestOf(seen)
      const failure = group.find(({ entry }) => entry === latest)?.failure
      if (latest === undefined || failure === undefined) return []
      const fatalTo = crashes.filter((crash) => crash.goesOn && isSame(crash.failure, failure)).length
      return [{ ...failure, example: exampleOf(latest), fatalTo, ...occurrenceOf(timesOf(seen), now) }]
    })
    .toSorted((left, right) => right.count - left.count || compareText(failureKey(left), failureKey(right)))
}

/** The last words may leave out the address. */
function isSame(crash: Failure | null, failure: Failure): boolean {
  return crash !== null && crash.signature === failure.signature && crash.system === failure.system
}

/** By its text where several are as late: the same whatever the order of the lines. */
function latestOf(entries: readonly LogEntry[]): LogEntry | undefined {
  return entries.reduce<LogEntry | undefined>((best, each) => {
    const later = best === undefined || (each.at ?? 0) - (best.at ?? 0) || compareText(best.details, each.details)
    return later === true || Number(later) > 0 ? each : best
  }, undefined)
}

function exampleOf({ message }: LogEntry): string {
  return mask(message).slice(0, exampleLength)
}

function requestsOf(entries: readonly LogEntry[], now: number): LoggedRequests | null {
  const answered = entries.filter((entry) => entry.answered !== null)
  if (answered.length === 0) return null
  const status = ({ answered: code }: LogEntry) => code ?? 0
  const failed = answered.filter((entry) => status(entry) >= 500)
  const refused = answered.filter((entry) => status(entry) === 401 || status(entry) === 403)
  const latest = (chosen: readonly LogEntry[]) => chosen.filter(({ at }) => at !== null && now - at <= latestMs).length
  return {
    total: occurrenceOf(timesOf(answered), now).perMinute,
    failed: occurrenceOf(timesOf(failed), now),
    refused: occurrenceOf(timesOf(refused), now),
    latest: { total: latest(answered), failed: latest(failed), refused: latest(refused) },
  }
}

function timesOf(entries: readonly LogEntry[]): (number | null)[] {
  return entries.map(({ at }) => at)
}

const listening = /\b(?:v|version )?(\d+\.\d+\.\d+[\w.+-]*) listening\b/

function versionsOf(entries: readonly LogEntry[], now: number): LogLines['versions'] {
  const named = entries.flatMap(({ at, version, message }) => {
    const text = version ?? listening.exec(message)?.[1]
    return text === undefined || text === null || at === null ? [] : [{ version: mask(text), at }]
  })
  return [...groupBy(named, ({ version }) => version)]
    .map(([version, group]) => ({ version, firstAgeMs: group.reduce((most, { at }) => Math.max(most, now - at), 0) }))
    .toSorted((left, right) => left.firstAgeMs - right.firstAgeMs)
}

const start = /\blistening (on|at)\b|^Started \w+ in [\d.]+ s|\bserver (is )?(started|running)\b|\bservice started\b/i
const configuration =
  /\b(re)?load(ed|ing) (the )?config(uration)?|\bconfig(uration)? (was |has been )?(changed|reloaded)\b/i

function startsOf(entries: readonly LogEntry[], now: number): LoggedStart[] {
  return entries
    .flatMap(({ at, level, message }): LoggedStart[] => {
      if (at === null || (level !== 'info' && level !== null)) return []
      const kind = configuration.test(message) ? 'configuration' : start.test(message) ? 'restart' : null
      return kind === null ? [] : [{ kind, ageMs: Math.max(0, now - at), text: mask(message).slice(0, exampleLength) }]
    })
    .toSorted((left, right) => left.ageMs - right.ageMs)
    .slice(0, 20)
}

function groupBy<Item>(items: readonly Item[], key: (item: Item) => string): Map<string, Item[]> {
  const groups = new Map<string, Item[]>()
  for (const item of items) {
    const group = groups.get(key(item))
    if (group === undefined) groups.set(key(item), [item])
    else group.push(item)
  }
  return groups
}
