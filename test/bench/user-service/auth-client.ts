import type { Breaker } from './breaker.ts'

/** The authentication service did not answer, or not with yes. */
export class AuthServiceError extends Error {}

// A check that takes longer than this is worth less than an answer "try again".
const TIMEOUT_MS = 1500

/** Asks the authentication service about a user, behind the breaker; does nothing where none is configured. */
export function createAuthCheck(url: string | null, breaker: Breaker): (userId: string) => Promise<void> {
  if (url === null) return async () => {}
  return (userId) => breaker.run(() => check(new URL('/check', url), userId))
}

async function check(url: URL, userId: string): Promise<void> {
  try {
    const answer = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ userId }),
      signal: AbortSignal.timeout(TIMEOUT_MS),
    })
    await answer.arrayBuffer()
    if (!answer.ok) throw new Error(`answered ${answer.status}`)
  } catch (cause) {
    throw new AuthServiceError(`auth service ${url.origin} unavailable`, { cause })
  }
}
