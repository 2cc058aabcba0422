import { AuthServiceError } from './auth-client.ts'
import { BreakerOpenError } from './breaker.ts'
import { TokenError } from './tokens.ts'

export class InvalidRequestError extends Error {}

export class NotFoundError extends Error {}

/** Wrong e-mail address or password. */
export class CredentialsError extends Error {}

const BY_CLASS = [
  [InvalidRequestError, 400],
  [TokenError, 401],
  [CredentialsError, 401],
  [NotFoundError, 404],
  [BreakerOpenError, 503],
  [AuthServiceError, 503],
] as const

/** SQLSTATE and system error codes. */
const BY_CODE: Readonly<Record<string, number>> = {
  '23505': 409, // unique violation
  '57014': 504, // statement timeout
  '55P03': 503, // lock timeout
  '53300': 503, // too many clients
  '57P01': 503, // terminated by an administrator
  '57P03': 503, // starting up
  ECONNREFUSED: 503,
  ECONNRESET: 503,
  ETIMEDOUT: 503,
  EPIPE: 503,
}

/** Texts of drivers whose errors have no code. */
const BY_TEXT: readonly (readonly [RegExp, number])[] = [
  [/^Query read timeout/, 504],
  [/timeout exceeded when trying to connect|Connection terminated|connection error and is not queryable/, 503],
  [/max retries per request|Connection is closed|Command timed out/, 503],
]

/** The HTTP status of a failed request; 500 for everything nobody thought of. */
export function statusOf(error: unknown): number {
  if (!(error instanceof Error)) return 500
  const known = BY_CLASS.find(([kind]) => error instanceof kind)
  if (known) return known[1]
  const code: unknown = Reflect.get(error, 'code')
  const byCode = typeof code === 'string' ? BY_CODE[code] : undefined
  return byCode ?? BY_TEXT.find(([text]) => text.test(error.message))?.[1] ?? 500
}

/** What a client is told: never the driver's words. */
export function errorName(status: number): string {
  const names: Readonly<Record<number, string>> = {
    400: 'bad_request',
    401: 'unauthorized',
    404: 'not_found',
    409: 'conflict',
    503: 'service_unavailable',
    504: 'timeout',
  }
  return names[status] ?? 'internal_error'
}
