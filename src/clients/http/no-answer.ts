import { mask } from '../../core/mask.ts'
import type { NoAnswer, NoAnswerWhy } from './client.ts'

/** Marks at which step a connection failed. */
export class ConnectFailed extends Error {
  readonly step: 'dial' | 'tls'

  constructor(step: 'dial' | 'tls', cause: unknown) {
    super(textOf(cause), { cause })
    this.step = step
  }
}

export function noAnswer(why: NoAnswerWhy, error: unknown): NoAnswer {
  const text = isTimeout(error) ? 'no answer in time' : mask(textOf(error))
  return { kind: 'none', why, code: codeOf(error), text }
}

/** Why nothing came back from a port. `connected`: the request was already on its way. */
export function noAnswerOf(error: unknown, port: number, connected: boolean): NoAnswer {
  const step = stepOf(error)
  if (step === 'tls') return noAnswer('tls', error)
  // https://github.com/nodejs/llhttp: the codes of its parser.
  if (codeOf(error)?.startsWith('HPE_')) return noAnswer('foreign', error)
  if (isRefusalOf(error, port)) return noAnswer('refused', error)
  if (step === 'dial' || !connected) return noAnswer('unreachable', error)
  return noAnswer(isTimeout(error) ? 'silent' : 'reset', error)
}

/** The code of an error or of what caused it. */
function codeOf(error: unknown): string | null {
  for (let each = error; each instanceof Error; each = each.cause) {
    if ('code' in each && typeof each.code === 'string' && each.code !== 'ABORT_ERR') return each.code
    if (each instanceof AggregateError && each.errors.length > 0) return codeOf(each.errors[0])
  }
  return null
}

/** A refusal of the port itself, not of a proxy on the way to it. */
function isRefusalOf(error: unknown, port: number): boolean {
  for (let each = error; each instanceof Error; each = each.cause) {
    if (each instanceof AggregateError && each.errors.length > 0) return isRefusalOf(each.errors[0], port)
    if ('code' in each && each.code === 'ECONNREFUSED') return 'port' in each && each.port === port
  }
  return false
}

function stepOf(error: unknown): 'dial' | 'tls' | null {
  for (let each = error; each instanceof Error; each = each.cause) if (each instanceof ConnectFailed) return each.step
  return null
}

function isTimeout(error: unknown): boolean {
  for (let each = error; each instanceof Error; each = each.cause)
    if (each.name === 'TimeoutError' || each.name === 'AbortError') return true
  return false
}

function textOf(error: unknown): string {
  if (error instanceof AggregateError && error.errors.length > 0) return textOf(error.errors[0])
  const text = error instanceof Error ? error.message : String(error)
  // OpenSSL: id, number, library, function, reason, file and line.
  const [, reason] = /:SSL routines:[^:]*:([^:]+):/.exec(text) ?? []
  if (reason === undefined) return text
  return reason === 'wrong version number' ? 'it does not speak TLS on this port' : `TLS failed: ${reason}`
}
