import { errorFields, type Log } from './log.ts'

export type BreakerState = 'closed' | 'open' | 'half-open'

/** A call that was not made because the breaker is open. */
export class BreakerOpenError extends Error {}

export interface BreakerSnapshot {
  readonly name: string
  readonly state: BreakerState
  readonly forced: boolean
  readonly failures: number
  readonly lastError: string | null
  readonly openedAt: string | null
}

/** Stops calling a dependency after consecutive failures, and lets one call through after a pause. */
export interface Breaker {
  readonly name: string
  run<T>(call: () => Promise<T>): Promise<T>
  /** Opens it by hand; it stays open until it is closed by hand. */
  open(): void
  close(): void
  snapshot(): BreakerSnapshot
}

export function createBreaker(name: string, limits: { failures: number; resetMs: number }, log: Log): Breaker {
  let failures = 0
  let openedAt: number | null = null
  let forced = false
  let trying = false
  let lastError: string | null = null

  const state = (): BreakerState => {
    if (openedAt === null) return 'closed'
    return !forced && Date.now() - openedAt >= limits.resetMs ? 'half-open' : 'open'
  }
  const close = () => {
    if (openedAt !== null) log.info(`circuit breaker ${name} closed`, { breaker: name })
    failures = 0
    openedAt = null
    forced = false
  }
  const failed = (error: unknown) => {
    failures += 1
    const fields = errorFields(error)
    lastError = String(fields.err)
    if (forced || (state() === 'closed' && failures < limits.failures)) return
    openedAt = Date.now()
    log.error(`circuit breaker ${name} opened after ${failures} failures`, { breaker: name, ...fields })
  }
  return {
    name,
    async run(call) {
      const before = state()
      if (before === 'open' || (before === 'half-open' && trying)) {
        throw new BreakerOpenError(`circuit breaker ${name} is open: ${lastError ?? 'opened by hand'}`)
      }
      trying = before === 'half-open'
      try {
        const result = await call()
        if (!forced) close()
        return result
      } catch (error) {
        failed(error)
        throw error
      } finally {
        if (before === 'half-open') trying = false
      }
    },
    open() {
      forced = true
      openedAt = Date.now()
      log.warn(`circuit breaker ${name} opened by an operator`, { breaker: name })
    },
    close,
    snapshot: () => ({
      name,
      state: state(),
      forced,
      failures,
      lastError,
      openedAt: openedAt === null ? null : new Date(openedAt).toISOString(),
    }),
  }
}
