import { CannotAsk } from '../core/facts.ts'

/** The work, or CannotAsk `hung` when its time is over; what it still waits for ends with its own limits. */
export function within<Value>(
  milliseconds: number,
  signal: AbortSignal,
  work: Promise<Value>,
  what: string,
): Promise<Value> {
  const over = AbortSignal.any([signal, AbortSignal.timeout(milliseconds)])
  return new Promise((resolve, reject) => {
    const giveUp = () => reject(new CannotAsk('hung', `${what} took longer than ${milliseconds / 1000} s`))
    if (over.aborted) giveUp()
    over.addEventListener('abort', giveUp, { once: true })
    work.then(resolve, reject).finally(() => over.removeEventListener('abort', giveUp))
  })
}
