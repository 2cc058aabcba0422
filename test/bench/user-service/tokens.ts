import { randomUUID } from 'node:crypto'
import { errors, jwtVerify, SignJWT } from 'jose'
import type { Clock } from './clock.ts'

/** A request without a token that this service accepts; `reason` is what was wrong with it. */
export class TokenError extends Error {
  readonly reason: string
  constructor(reason: string, text: string) {
    super(`invalid token: ${text}`)
    this.reason = reason
  }
}

export interface Tokens {
  readonly ttlSeconds: number
  issue(userId: string, email: string): Promise<{ token: string; id: string }>
  /** The user's id; throws TokenError. */
  verify(authorization: string | undefined): Promise<string>
}

// Five seconds is what most verifiers allow two clocks to differ.
const TOLERANCE_SECONDS = 5

export function createTokens(options: { secret: string; ttlSeconds: number }, clock: Clock): Tokens {
  const key = new TextEncoder().encode(options.secret)
  return {
    ttlSeconds: options.ttlSeconds,
    async issue(userId, email) {
      const id = randomUUID()
      const now = Math.floor(clock() / 1000)
      const token = await signToken(key, { userId, email, id, now, ttlSeconds: options.ttlSeconds })
      return { token, id }
    },
    async verify(authorization) {
      const token = /^Bearer (\S+)$/.exec(authorization ?? '')?.[1]
      if (!token) throw new TokenError('missing', 'no bearer token in the Authorization header')
      try {
        const { payload } = await jwtVerify(token, key, {
          algorithms: ['HS256'],
          currentDate: new Date(clock()),
          clockTolerance: TOLERANCE_SECONDS,
          maxTokenAge: '1d',
        })
        return payload.sub ?? ''
      } catch (error) {
        throw new TokenError(reason(error), error instanceof Error ? error.message : String(error))
      }
    },
  }
}

/** Signs a token as this service does; `now` in seconds. */
export function signToken(
  key: Uint8Array,
  claims: { userId: string; email: string; id: string; now: number; ttlSeconds: number },
): Promise<string> {
  return new SignJWT({ email: claims.email })
    .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
    .setSubject(claims.userId)
    .setJti(claims.id)
    .setIssuedAt(claims.now)
    .setNotBefore(claims.now)
    .setExpirationTime(claims.now + claims.ttlSeconds)
    .sign(key)
}

function reason(error: unknown): string {
  if (error instanceof errors.JWSSignatureVerificationFailed) return 'signature'
  if (error instanceof errors.JWTExpired || error instanceof errors.JWTClaimValidationFailed) return error.claim
  return 'malformed'
}
