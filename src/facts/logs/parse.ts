import { type LogEntry, levelOf, tellsOfTrouble } from './entry.ts'
import { jsonEntry } from './json-entry.ts'
import { timedByKubelet, withoutStamp } from './kubelet-stamps.ts'
import { accessTime, timeAtStart } from './times.ts'

/** Stack traces are long; their first lines name the failure. */
const detailsCap = 4_000
/** Lines that belong to the entry before them. */
const continuation = /^(\s|Caused by:|Suppressed:|Traceback |[\w.$]+(Exception|Error)\b|\.\.\. \d+ more|[})\]])/
const namesError = /^(Caused by: )?[\w.$]+(Exception|Error)\b/
/** The lines of one entry are written at once. */
const togetherMs = 1_000

/** The entries of a log, JSON or plain text or both. `stamped`: the time of the kubelet stands before each line. */
export function parseLog(text: string, stamped = false): readonly LogEntry[] {
  const entries: LogEntry[] = []
  let last: number | null = null
  for (const raw of text.split('\n')) {
    const { line, at } = stamped ? withoutStamp(raw) : { line: raw, at: null }
    const isLater = at !== null && last !== null && at - last > togetherMs
    last = at
    if (line.trim() === '') continue
    const entry = jsonEntry(line) ?? plainEntry(line)
    const before = entries.at(-1)
    const isFirst = entry.at !== null || before === undefined
    if (!isFirst && !isLater && isContinuation(line, before)) entries[entries.length - 1] = continued(before, line)
    else if (at !== null) entries.push(timedByKubelet(entry, at))
    // A line without a time was written right after the one before it.
    else entries.push(isFirst ? entry : { ...entry, at: before.at, zoneless: before.zoneless })
  }
  return entries
}

/** What names an error after a line that tells of none is an entry of its own. */
function isContinuation(line: string, before: LogEntry): boolean {
  return continuation.test(line) && (tellsOfTrouble(before) || !namesError.test(line))
}

function plainEntry(line: string): LogEntry {
  const dated = timeAtStart(line)
  const message = dated?.rest ?? line
  const { at, zoneless } = dated?.time ?? accessTime(line)
  const status = /" (\d{3}) (?:\d+|-)(?:\s|$)/.exec(line)?.[1]
  const answered = status !== undefined && /"[A-Z]+ \S+ HTTP\//.test(line) ? Number(status) : null
  return { at, zoneless, level: levelIn(message), message, details: message, answered, version: null }
}

/** `ERROR`, `[error]`, `level=error`, `<3>`: near the beginning, where formats put it. */
function levelIn(message: string): LogEntry['level'] {
  const head = message.slice(0, 160)
  const word =
    /\b(?:level|lvl|severity)=["']?(\w+)/.exec(head)?.[1] ??
    /\b(FATAL|CRITICAL|CRIT|PANIC|SEVERE|ERROR|WARN(?:ING)?|NOTICE|INFO|DEBUG|TRACE|VERBOSE)\b/.exec(head)?.[1] ??
    /\[(error|warn|warning|info|debug|fatal|crit)\]/i.exec(head)?.[1]
  return word === undefined ? null : levelOf(word)
}

function continued(entry: LogEntry, line: string): LogEntry {
  const details = entry.details.length < detailsCap ? `${entry.details}\n${line.slice(0, 500)}` : entry.details
  // The first line of a trace names the error; the message before it often does not.
  const names = namesError.test(line) && !entry.message.includes('\n')
  return { ...entry, details, message: names ? `${entry.message}\n${line}` : entry.message }
}
