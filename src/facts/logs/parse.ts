import { type LogEntry, levelOf } from './entry.ts'
import { jsonEntry } from './json-entry.ts'
import { accessTime, timeAtStart } from './times.ts'

/** Stack traces are long; their first lines name the failure. */
const detailsCap = 4_000
/** Lines that belong to the entry before them. */
const continuation = /^(\s|Caused by:|Suppressed:|Traceback |[\w.$]+(Exception|Error)\b|\.\.\. \d+ more|[})\]])/

/** The entries of a log file, JSON or plain text or both. */
export function parseLog(text: string): readonly LogEntry[] {
  const entries: LogEntry[] = []
  for (const line of text.split('\n')) {
    if (line.trim() === '') continue
    const entry = jsonEntry(line) ?? plainEntry(line)
    const before = entries.at(-1)
    if (entry.at !== null || before === undefined) entries.push(entry)
    else if (continuation.test(line)) entries[entries.length - 1] = continued(before, line)
    // A line without a time was written right after the one before it.
    else entries.push({ ...entry, at: before.at, zoneless: before.zoneless })
  }
  return entries
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
  const names = /^(Caused by: )?[\w.$]+(Exception|Error)\b/.test(line) && !entry.message.includes('\n')
  return { ...entry, details, message: names ? `${entry.message}\n${line}` : entry.message }
}
