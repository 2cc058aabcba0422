import type { Failure } from '../core/errors.ts'
import { exitCodes } from '../core/exit-codes.ts'
import { mask } from '../core/mask.ts'
import type { ErrorDocument } from './documents/error.ts'
import { painter } from './human/paint.ts'
import { printable } from './printable.ts'

/** The error as programs read it. */
export function errorDocument({ exit, message, hint, retryable }: Failure): ErrorDocument {
  return { version: 1, kind: 'Error', code: exit, exit: exitCodes[exit], message, hint, retryable }
}

/** The error for a person: what happened, and what to type next. */
export function errorText({ message, hint }: Failure, colour: boolean): string {
  const paint = painter(colour)
  const rows = [
    row(paint('error:', 'critical'), message),
    ...(hint === null ? [] : [row(paint('hint:', 'strong'), hint)]),
  ]
  return `${rows.join('\n')}\n`
}

/** Where it came from, with everything that caused it, for who repairs usrops. Masked: drivers put addresses and values into messages. */
export function stackText(thrown: unknown): string {
  const stacks: string[] = []
  const seen = new Set<unknown>()
  for (let error = thrown; error instanceof Error && !seen.has(error); error = error.cause) {
    seen.add(error)
    stacks.push(error.stack ?? `${error.name}: ${error.message}`)
  }
  if (stacks.length === 0) return ''
  return `${safeLines(mask(stacks.join('\ncaused by: '))).join('\n')}\n`
}

/** Later lines of a message stand under its first one. */
function row(label: string, text: string): string {
  const [first = '', ...rest] = safeLines(text)
  return [`${label} ${first}`, ...rest.map((line) => `  ${line}`)].join('\n')
}

function safeLines(text: string): readonly string[] {
  return text.split('\n').map((line) => printable(line).trimEnd())
}
