import { type Agent, type IncomingMessage, request } from 'node:http'
import { promisify } from 'node:util'
import { gunzip } from 'node:zlib'
import type { Secret } from '../../core/secret.ts'
import { type Attempt, attemptOf } from './api-agent.ts'

export interface ApiRequest {
  readonly method: 'GET' | 'POST'
  /** Path and query. */
  readonly path: string
  readonly headers: Readonly<Record<string, string | string[]>>
  readonly authorization: Secret | null
  readonly body?: string
}

export interface ApiAnswer {
  readonly status: number
  readonly headers: IncomingMessage['headers']
  /** As text, unpacked. */
  readonly body: string
  /** The clock of the server by its Date header, else of this machine; milliseconds since the epoch. */
  readonly now: number
  /** From sending the request to the head of the answer, without connecting. */
  readonly roundTripMs: number
}

/** Nothing came back, or not all of it. */
export class NoAnswer extends Error {
  /** How far the request came. */
  readonly step: Attempt['step']

  constructor(step: Attempt['step'], cause: unknown) {
    super('no answer', { cause })
    this.step = step
  }
}

const unpack = promisify(gunzip)

/** One request and its whole answer, whatever its status. Rejects with NoAnswer. */
export async function exchange(server: URL, agent: Agent, asked: ApiRequest, signal: AbortSignal): Promise<ApiAnswer> {
  const attempt = { signal, step: 'dialling' as Attempt['step'], sentAt: 0 }
  try {
    const response = await send(server, agent, asked, attempt)
    const roundTripMs = performance.now() - attempt.sentAt
    const packed = await bodyOf(response)
    const bytes = response.headers['content-encoding'] === 'gzip' ? await unpack(packed) : packed
    const date = Date.parse(response.headers.date ?? '')
    return {
      status: response.statusCode ?? 0,
      headers: response.headers,
      body: bytes.toString('utf8'),
      now: Number.isNaN(date) ? Date.now() : date,
      roundTripMs,
    }
  } catch (error) {
    throw new NoAnswer(attempt.step, signal.aborted ? signal.reason : error)
  }
}

function send(server: URL, agent: Agent, asked: ApiRequest, attempt: Attempt & { sentAt: number }) {
  const { method, path, headers, authorization, body } = asked
  return new Promise<IncomingMessage>((resolve, reject) => {
    const question = request({
      ...{ agent, method, host: server.hostname, port: server.port },
      ...{ signal: attempt.signal, [attemptOf]: attempt },
      path: server.pathname.replace(/\/$/, '') + path,
      headers: {
        host: server.host,
        ...headers,
        ...(authorization !== null && { authorization: authorization.reveal() }),
        ...(body !== undefined && { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) }),
      },
    })
    question.once('socket', () => {
      attempt.step = 'sent'
      attempt.sentAt = performance.now()
    })
    question.once('response', resolve)
    question.on('error', reject)
    question.end(body)
  })
}

async function bodyOf(response: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of response as AsyncIterable<Buffer>) chunks.push(chunk)
  if (!response.complete) throw new Error('the answer was cut')
  return Buffer.concat(chunks)
}
