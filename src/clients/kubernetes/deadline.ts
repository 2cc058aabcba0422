/** Until when an answer is waited for. */
export interface Deadline {
  readonly signal: AbortSignal
  /** By the monotonic clock, milliseconds. */
  readonly at: number
}

/** So long from now, and no longer than the signal lasts. */
export function deadlineIn(milliseconds: number, signal?: AbortSignal): Deadline {
  const timeout = AbortSignal.timeout(Math.max(1, Math.ceil(milliseconds)))
  return {
    signal: signal === undefined ? timeout : AbortSignal.any([timeout, signal]),
    at: performance.now() + milliseconds,
  }
}
