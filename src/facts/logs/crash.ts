import type { LogContainer, LogTail } from '../../clients/logs/client.ts'
import { mask, maskName } from '../../core/mask.ts'
import type { Failure } from './failure.ts'
import { jsonEntry } from './json-entry.ts'
import { withoutStamp } from './kubelet-stamps.ts'
import { shapeOf } from './shape.ts'
import { classifyFailure } from './signatures.ts'

/** The end of a container that did not end well, and its last words. */
export interface LoggedCrash {
  readonly pod: string
  readonly container: string
  readonly isMain: boolean
  readonly revision: string | null
  readonly exitCode: number
  /** `Error`, `OOMKilled`. */
  readonly reason: string
  readonly agoMs: number | null
  /** It is not at work now, or has fallen over more than once. */
  readonly goesOn: boolean
  /** The line that names the error, else the last one; masked; null where it wrote nothing. */
  readonly line: string | null
  /** The line names an error. */
  readonly namesError: boolean
  readonly shape: string | null
  /** What is known of such a failure. */
  readonly failure: Failure | null
}

/** Further up a line is no last word. */
const linesRead = 120
const lineLength = 300

/** How every container ended that did not end well; the latest first. */
export function crashesIn(tails: readonly LogTail[], now: number): readonly LoggedCrash[] {
  return tails
    .flatMap(({ container, text, writtenAt }) =>
      container === undefined ? [] : crashOf(container, text, Math.max(0, now - writtenAt)),
    )
    .toSorted((left, right) => (left.agoMs ?? 0) - (right.agoMs ?? 0))
}

function crashOf(container: LogContainer, text: string, writtenAgoMs: number): readonly LoggedCrash[] {
  const { pod, name, isMain, revision, ended } = container
  if (ended === null || ended.exitCode === 0) return []
  const lines = text
    .trimEnd()
    .split('\n')
    .slice(-linesRead)
    .map((raw) => withoutStamp(raw).line)
    .filter((line) => line.trim() !== '')
  const at = lines.findLastIndex(tellsError)
  const line = wordsOf(lines[at === -1 ? lines.length - 1 : at])
  return [
    {
      pod: maskName(pod),
      container: name,
      ...{ isMain, revision, exitCode: ended.exitCode, reason: ended.reason, goesOn: ended.goesOn },
      agoMs: ended.agoMs ?? writtenAgoMs,
      line: line === null ? null : mask(line).slice(0, lineLength),
      namesError: at !== -1,
      shape: line === null ? null : mask(shapeOf(line)),
      failure: at === -1 ? null : classifyFailure(lines.slice(at).map(wordsOf).join('\n')),
    },
  ]
}

/** The first line of a stack trace, a panic, or a line of a level that means trouble. */
function tellsError(line: string): boolean {
  const entry = jsonEntry(line)
  if (entry !== null) return entry.level === 'fatal' || entry.level === 'error'
  return !/^\s+(at |File "|\.\.\. \d+ more)|^goroutine \d/.test(line) && errorWords.test(line)
}

const errorWords =
  /^\s*(Uncaught |Unhandled |Caused by: |Exception in thread )?["\w.$\\/: -]*(Error|Exception|Panic|Failure)\b(:|$| in )|\bpanic(ked)?\b|\bfatal\b|\b(ERROR|FATAL|CRITICAL|SEVERE|EMERG|PANIC)\b|\blevel=(error|fatal|panic|critical)\b|\[(error|fatal|crit|emerg)\]|^[\w./-]+: .*(not found|no such file|cannot|can't|unable|denied|invalid|unknown|failed|refused|missing)|Segmentation fault|core dumped|^(error|failed|cannot|unable|missing|invalid)\b/i

function wordsOf(line: string | undefined): string | null {
  return line === undefined ? null : (jsonEntry(line)?.message ?? line.trim())
}
