/** For scripts that end in order: `interrupted` resolves, and `signal` aborts, with Ctrl-C or SIGTERM; a second one ends at once. */
export function untilInterrupted(): { readonly signal: AbortSignal; readonly interrupted: Promise<void> } {
  const abort = new AbortController()
  const { promise, resolve } = Promise.withResolvers<void>()
  const stop = () => {
    if (abort.signal.aborted) process.exit(130)
    abort.abort()
    resolve()
  }
  process.on('SIGINT', stop).on('SIGTERM', stop)
  return { signal: abort.signal, interrupted: promise }
}
