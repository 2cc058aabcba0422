import { CannotAsk } from '../core/facts.ts'

/** An error of a socket as a reason in words. The name of what was dialled is public; nothing else of the error is shown. */
export function unreachable(host: string, port: number, error: unknown, through = ''): CannotAsk {
  const place = host.startsWith('/') ? host : `${host.includes(':') ? `[${host}]` : host}:${port}`
  const reason = `${place} is not reachable from here${through}: ${wordsFor(codeOf(error))}`
  return new CannotAsk('unreachable', reason, undefined, { cause: error })
}

const words: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'connection refused',
  ENOTFOUND: 'no such name',
  EAI_AGAIN: 'the name service does not answer',
  EHOSTUNREACH: 'no route to the host',
  ENETUNREACH: 'no route to the network',
  ENETDOWN: 'the network is down',
  ETIMEDOUT: 'timed out',
  ABORT_ERR: 'timed out',
  ECONNRESET: 'the connection was closed at once',
  ENOENT: 'no such socket',
  EACCES: 'not permitted',
  EPERM: 'not permitted',
  EMFILE: 'too many open files on this machine',
}

function wordsFor(code: string | undefined): string {
  return code === undefined ? 'the connection failed' : (words[code] ?? `the connection failed (${code})`)
}

/** Several addresses were tried at once where the error is an aggregate: the first one is as good as any. */
function codeOf(error: unknown): string | undefined {
  if (error instanceof Error && 'code' in error && typeof error.code === 'string') return error.code
  if (error instanceof AggregateError) return codeOf(error.errors[0])
  return error instanceof Error && (error.name === 'AbortError' || error.name === 'TimeoutError')
    ? 'ABORT_ERR'
    : undefined
}
