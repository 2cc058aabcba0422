import type { ExitName } from './exit-codes.ts'

export interface OperatorErrorOptions {
  /** The next thing to do or to type. */
  readonly hint?: string
  readonly exit?: ExitName
  /** Whether the same command may succeed later without a change by a person. */
  readonly retryable?: boolean
  readonly cause?: unknown
}

/** An error for the person at the terminal: `message` says target, state, number, limit; `hint` what to type next. */
export class OperatorError extends Error {
  readonly hint: string | null
  readonly exit: ExitName
  readonly retryable: boolean

  constructor(message: string, options: OperatorErrorOptions = {}) {
    super(message, { cause: options.cause })
    this.name = 'OperatorError'
    this.hint = options.hint ?? null
    this.exit = options.exit ?? 'usage'
    this.retryable = options.retryable ?? false
  }
}

/** What anything thrown means to the caller: the one mapping, commander's own codes included. */
export interface Failure {
  readonly exit: ExitName
  readonly message: string
  readonly hint: string | null
  readonly retryable: boolean
}

export function failureOf(error: unknown): Failure {
  if (error instanceof OperatorError) {
    return { exit: error.exit, message: error.message, hint: error.hint, retryable: error.retryable }
  }
  if (isCommanderError(error)) {
    return {
      exit: error.exitCode === 0 ? 'ok' : 'usage',
      message: wordsOf(error.message),
      hint: 'usrops --help',
      retryable: false,
    }
  }
  return {
    exit: 'bug',
    message: `a bug in usrops: ${error instanceof Error ? error.name : typeof error}`,
    hint: 'run it again with --verbose and report the stack',
    retryable: false,
  }
}

/** Commander is not imported here, so its errors are known by their code. */
function isCommanderError(error: unknown): error is Error & { code: string; exitCode: number } {
  return (
    error instanceof Error && 'code' in error && typeof error.code === 'string' && error.code.startsWith('commander.')
  )
}

function wordsOf(message: string): string {
  return message.replace(/^error: /, '')
}
