import { type Agent, type IncomingMessage, request } from 'node:http'
import type { Answer, Exchange } from './client.ts'
import { noAnswerOf } from './no-answer.ts'

/** Bodies of metrics of large services are below this; more is not read. */
const bodyCap = 4 * 1024 * 1024
/** A Date header names the second, so the true time is up to a second later. */
const dateResolutionMs = 1_000

/** One GET; never throws. Given up after `silenceMs` without a byte: a long body on a slow way may take longer than that. */
export async function exchange(
  url: URL,
  agent: Agent,
  headers: Record<string, string>,
  silenceMs: number,
): Promise<Exchange> {
  const patience = new Patience(silenceMs)
  try {
    return await patiently(url, agent, headers, patience)
  } finally {
    patience.end()
  }
}

/** Ends when nothing was heard for so long. */
class Patience {
  readonly #over = new AbortController()
  readonly #timer: NodeJS.Timeout

  constructor(silenceMs: number) {
    this.#timer = setTimeout(() => this.#over.abort(new DOMException('no answer in time', 'TimeoutError')), silenceMs)
  }

  get signal(): AbortSignal {
    return this.#over.signal
  }

  heard(): void {
    this.#timer.refresh()
  }

  end(): void {
    clearTimeout(this.#timer)
  }
}

async function patiently(
  url: URL,
  agent: Agent,
  headers: Record<string, string>,
  patience: Patience,
): Promise<Exchange> {
  const { signal } = patience
  for (let attempt = 1; ; attempt += 1) {
    const sent = { at: 0, reused: false }
    try {
      return await once(url, agent, headers, patience, sent)
    } catch (error) {
      // The server may have closed a kept connection just before it was used again: that says nothing about the service.
      if (sent.reused && attempt === 1 && !signal.aborted) continue
      return noAnswerOf(signal.aborted ? signal.reason : error, portOf(url), sent.at > 0)
    }
  }
}

/** When the request went out on a connection. */
interface Sent {
  at: number
  reused: boolean
}

async function once(url: URL, agent: Agent, headers: Record<string, string>, patience: Patience, sent: Sent) {
  const response = await send(url, agent, headers, patience.signal, sent)
  const firstByteMs = performance.now() - sent.at
  const now = Date.now()
  const { body, cut } = await bodyOf(response, patience)
  return {
    kind: 'answer',
    status: response.statusCode ?? 0,
    contentType: response.headers['content-type'] ?? '',
    ...{ body, cut },
    latencyMs: performance.now() - sent.at,
    ...clockOf(response.headers.date, now, firstByteMs),
    location: response.headers.location ?? null,
  } satisfies Answer
}

function send(url: URL, agent: Agent, headers: Record<string, string>, signal: AbortSignal, sent: Sent) {
  return new Promise<IncomingMessage>((resolve, reject) => {
    const asked = request({
      ...{ agent, signal, method: 'GET', path: url.pathname + url.search },
      host: hostOf(url),
      port: portOf(url),
      headers: { host: url.host, 'user-agent': 'usrops', accept: '*/*', 'accept-encoding': 'identity', ...headers },
    })
    asked.once('socket', () => {
      sent.at = performance.now()
      sent.reused = asked.reusedSocket
    })
    asked.once('response', resolve)
    asked.on('error', reject)
    asked.end()
  })
}

async function bodyOf(response: IncomingMessage, patience: Patience): Promise<{ body: string; cut: boolean }> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of response as AsyncIterable<Buffer>) {
    patience.heard()
    chunks.push(chunk)
    size += chunk.length
    if (size > bodyCap) break
  }
  return { body: Buffer.concat(chunks).toString('utf8'), cut: size > bodyCap }
}

/** The server wrote its Date about half a round trip before the answer arrived; within that second, the middle is the best guess. */
function clockOf(date: string | undefined, now: number, roundTripMs: number) {
  const named = date === undefined ? Number.NaN : Date.parse(date)
  const clockWithinMs = Math.round(dateResolutionMs / 2 + roundTripMs / 2)
  if (Number.isNaN(named)) return { serverTime: null, clockSkewMs: null, clockWithinMs }
  const serverTime = named + dateResolutionMs / 2
  return { serverTime, clockSkewMs: Math.round(serverTime - (now - roundTripMs / 2)), clockWithinMs }
}

/** The host as a dial takes it: an IPv6 address without brackets. */
export function hostOf(url: URL): string {
  return url.hostname.replace(/^\[|\]$/g, '')
}

export function portOf(url: URL): number {
  return Number(url.port || (url.protocol === 'https:' ? 443 : 80))
}
