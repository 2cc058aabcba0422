import { createWriteStream, type WriteStream } from 'node:fs'
import type { Clock } from './clock.ts'

export type Fields = Readonly<Record<string, unknown>>

/** JSON lines to stdout and, where configured, to a file. */
export interface Log {
  debug(msg: string, fields?: Fields): void
  info(msg: string, fields?: Fields): void
  warn(msg: string, fields?: Fields): void
  error(msg: string, fields?: Fields): void
  close(): Promise<void>
}

export interface LogOptions {
  readonly service: string
  readonly level: string
  readonly file: string | null
  readonly stdout: boolean
  readonly clock: Clock
}

const LEVELS = ['debug', 'info', 'warn', 'error']

export function createLog(options: LogOptions): Log {
  const threshold = Math.max(0, LEVELS.indexOf(options.level))
  const file = options.file ? createWriteStream(options.file, { flags: 'a', mode: 0o600 }) : null
  const write =
    (level: string) =>
    (msg: string, fields: Fields = {}) => {
      if (LEVELS.indexOf(level) < threshold) return
      const time = new Date(options.clock()).toISOString()
      const line = `${JSON.stringify({ level, time, service: options.service, msg, ...fields })}\n`
      if (options.stdout) process.stdout.write(line)
      file?.write(line)
    }
  return {
    debug: write('debug'),
    info: write('info'),
    warn: write('warn'),
    error: write('error'),
    close: () => closed(file),
  }
}

/** The driver's own words: message, code, and what Postgres adds. */
export function errorFields(error: unknown): Fields {
  if (!(error instanceof Error)) return { err: String(error) }
  const code: unknown = Reflect.get(error, 'code')
  const detail: unknown = Reflect.get(error, 'detail')
  return {
    err: errorText(error),
    ...(typeof code === 'string' && { code }),
    ...(typeof detail === 'string' && { detail }),
    ...(error instanceof TypeError && error.cause === undefined && { stack: error.stack }),
  }
}

/** A host name with several addresses fails with an AggregateError, whose own message is empty. */
export function errorText(error: unknown): string {
  if (error instanceof AggregateError && error.message === '') return error.errors.map(errorText).join('; ')
  if (!(error instanceof Error)) return String(error)
  // `fetch failed` says nothing without its cause; KafkaJS repeats the cause's text as its own.
  const cause = error.cause === undefined ? '' : errorText(error.cause)
  if (cause.startsWith(error.message)) return cause
  return error.message.includes(cause) ? error.message : `${error.message}: ${cause}`
}

function closed(file: WriteStream | null): Promise<void> {
  return new Promise((done) => (file ? file.end(done) : done()))
}
