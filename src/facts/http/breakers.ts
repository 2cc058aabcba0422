import type { Answer, HttpClient } from '../../clients/http/client.ts'
import { CannotAsk, defineFacts } from '../../core/facts.ts'
import { isRecord, parseJson } from '../../core/json.ts'
import { mask } from '../../core/mask.ts'
import { classifyFailure } from '../logs/signatures.ts'
import { stateOf } from './breaker-state.ts'
import type { Breaker } from './metrics.ts'
import { readMetrics } from './metrics-collect.ts'

/** Circuit breakers of a service; empty where it tells of none. */
export interface Breakers {
  /** The page that told of them. */
  readonly path: string | null
  readonly breakers: readonly Breaker[]
}

const path = '/admin/breakers'

/** The breakers of `GET /admin/breakers`, else those of the metrics. */
export const breakers = defineFacts<Breakers, HttpClient>({
  id: 'http.breakers',
  system: 'http',
  cost: 'cheap',
  async collect(client) {
    const answer = await client.get(path)
    if (answer.kind === 'answer' && answer.status === 200) {
      const listed = breakersIn(parseJson(answer.body), answer)
      if (listed.length > 0) return { path, breakers: listed }
    }
    const metrics = await readMetrics(client).catch(() => null)
    if (answer.kind === 'none' && metrics === null)
      throw new CannotAsk('failed', `the circuit breakers of ${client.url} cannot be read: ${answer.text}`)
    const told = metrics?.breakers ?? []
    return { path: told.length > 0 ? (metrics?.path ?? null) : null, breakers: told }
  },
})

/** `[{name, state}]`, `{breakers: …}`, or `{name: state | {state}}`. */
function breakersIn(body: unknown, answer: Answer): Breaker[] {
  if (isRecord(body) && body.breakers !== undefined) return breakersIn(body.breakers, answer)
  const entries = Array.isArray(body)
    ? body.filter(isRecord).map((each) => [each.name, each] as const)
    : Object.entries(isRecord(body) ? body : {})
  return entries.flatMap(([name, each]) => breakerOf(String(name), each, answer))
}

function breakerOf(name: string, value: unknown, answer: Answer): Breaker[] {
  const fields = isRecord(value) ? value : { state: value }
  const state = stateOf(String(fields.state ?? ''))
  if (state === null) return []
  const error = fields.lastError ?? fields.error
  const text = typeof error === 'string' ? error : null
  return [
    {
      name: mask(name),
      state,
      openForMs: state === 'open' ? openFor(fields.openForMs, fields.openedAt, answer) : null,
      forced: typeof fields.forced === 'boolean' ? fields.forced : null,
      text: text === null ? null : mask(text).slice(0, 300),
      failure: text === null ? null : classifyFailure(text),
    },
  ]
}

/** By the server's own clock. */
function openFor(told: unknown, openedAt: unknown, { serverTime }: Answer): number | null {
  if (typeof told === 'number') return told
  const at = typeof openedAt === 'string' ? Date.parse(openedAt) : Number.NaN
  return serverTime === null || Number.isNaN(at) ? null : Math.max(0, serverTime - at)
}
