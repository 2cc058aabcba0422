import { setTimeout as sleep } from 'node:timers/promises'
import { CannotAsk } from '../../core/facts.ts'
import { type KeyPage, type KeyQuestion, keyQuestions, type Reply } from './client.ts'

/** A command on its way to one server; names of keys are bytes. */
export type SendBytes = (command: readonly (string | Buffer)[]) => Promise<unknown>

/** Keys that one page passes: up to here the other clients of a server notice nothing (4.5 ms at 500), and 10 a page would take ten times as long. */
const KEYS_A_PAGE = 1000

/** A page that took longer than this was felt by other clients, too, in milliseconds. */
const FELT_MS = 10

/**
 * SCAN until its cursor is 0 again, never KEYS. After a page that took long the walk rests as long as that took, so that a busy server has
 * half its time for others.
 */
export async function* walkKeys(
  send: SendBytes,
  { pattern, database, roundTripMs }: { pattern: string; database: number; roundTripMs: number },
  signal: AbortSignal,
): AsyncGenerator<KeyPage> {
  if (database !== 0) await send([...keyQuestions.database, String(database)])
  let cursor = '0'
  do {
    const begun = performance.now()
    const page = await send([...keyQuestions.walk, cursor, 'MATCH', pattern, 'COUNT', String(KEYS_A_PAGE)])
    const tookMs = performance.now() - begun - roundTripMs
    const [next, keys] = Array.isArray(page) ? page : []
    // An unsigned 64-bit number: a string, never a number.
    cursor = String(next ?? '0')
    const found = Array.isArray(keys) ? keys.filter(Buffer.isBuffer) : []
    yield { keys: found, passed: Math.max(KEYS_A_PAGE, found.length), last: cursor === '0' }
    if (tookMs > FELT_MS) await sleep(tookMs, undefined, { signal }).catch(() => undefined)
  } while (cursor !== '0' && !signal.aborted)
}

/** The same question about many keys, one after the other on the connection: in a cluster one command may name keys of one slot only. */
export function askKeys(send: SendBytes, question: KeyQuestion, keys: readonly Buffer[]): Promise<readonly Reply[]> {
  return Promise.all(keys.map((key) => send([...keyQuestions[question], key, ...more(question)]).then(toReply, gone)))
}

/** Of a large collection five members are weighed, not all. */
function more(question: KeyQuestion): readonly string[] {
  return question === 'size' ? ['SAMPLES', '5'] : []
}

function toReply(answer: unknown): Reply {
  if (typeof answer === 'number') return answer
  return answer === null || answer === undefined ? null : String(answer)
}

/** It expired or was deleted since the page was read. */
function gone(error: unknown): null {
  const cause = error instanceof CannotAsk ? error.cause : undefined
  if (cause instanceof Error && /no such key/i.test(cause.message)) return null
  throw error
}
