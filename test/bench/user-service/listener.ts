import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import type { Clock } from './clock.ts'
import { createRouter, json, type Matched, type Reply, type Route, readBody } from './http.ts'
import { errorName, statusOf } from './http-errors.ts'
import { errorFields, type Fields, type Log } from './log.ts'
import type { Metrics } from './metrics.ts'
import { TokenError } from './tokens.ts'

export interface ListenerParts {
  readonly routes: readonly Route[]
  readonly metrics: Metrics
  readonly log: Log
  readonly clock: Clock
  readonly countHealth: boolean
  readonly tls: { readonly cert: string; readonly key: string } | null
  /** Called before each business request. */
  readonly sabotage: () => void
}

/** The HTTP(S) server: finds the route, answers, counts and logs. */
export function createListener(parts: ListenerParts): Server {
  const route = createRouter(parts.routes)
  const listener: RequestListener = (request, response) => {
    const url = new URL(request.url ?? '/', 'http://service')
    void respond(request, response, url, route(request.method ?? 'GET', url.pathname), parts)
  }
  if (!parts.tls) return createServer(listener)
  return createTlsServer({ cert: pem(parts.tls.cert), key: pem(parts.tls.key) }, listener)
}

async function respond(
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
  matched: Matched | undefined,
  parts: ListenerParts,
): Promise<void> {
  const started = performance.now()
  const requestId = header(request, 'x-request-id') ?? randomUUID()
  const seen = { method: request.method ?? 'GET', route: matched?.route.path ?? 'unmatched' }
  const reply = await answer(request, url, matched, requestId, parts).catch((error: unknown) =>
    failure(error, { requestId, ...seen }, parts),
  )
  send(response, reply, requestId, parts.clock)
  const seconds = (performance.now() - started) / 1000
  const kind = matched?.route.kind ?? 'business'
  if (kind === 'business') access(parts.log, { requestId, ...seen, status: reply.status, seconds })
  if (kind === 'business' || (kind === 'health' && parts.countHealth)) {
    parts.metrics.served({ ...seen, status: reply.status, seconds })
  }
}

async function answer(
  request: IncomingMessage,
  url: URL,
  matched: Matched | undefined,
  requestId: string,
  parts: ListenerParts,
): Promise<Reply> {
  if (!matched) return json(404, { error: 'not_found', requestId })
  if (matched.route.kind === 'business') parts.sabotage()
  return matched.route.handle({
    requestId,
    params: matched.params,
    query: url.searchParams,
    authorization: header(request, 'authorization'),
    body: (limitBytes) => readBody(request, limitBytes),
  })
}

function failure(error: unknown, seen: Fields, { log, metrics }: ListenerParts): Reply {
  const status = statusOf(error)
  const fields = { ...seen, status, ...errorFields(error) }
  const reason = error instanceof TokenError ? error.reason : undefined
  if (error instanceof TokenError) metrics.rejectedToken(error.reason)
  if (status >= 500) log.error(`${seen.method} ${seen.route} failed`, fields)
  else log.warn(error instanceof Error ? error.message : 'request refused', { ...fields, reason })
  return json(status, { error: errorName(status), reason, requestId: seen.requestId })
}

function send(response: ServerResponse, reply: Reply, requestId: string, clock: Clock): void {
  const text = reply.contentType ? String(reply.body) : JSON.stringify(reply.body)
  response.writeHead(reply.status, {
    'content-type': reply.contentType ?? 'application/json; charset=utf-8',
    'content-length': Buffer.byteLength(text),
    'x-request-id': requestId,
    date: new Date(clock()).toUTCString(),
  })
  response.end(text)
}

function access(log: Log, { seconds, ...fields }: { seconds: number } & Fields): void {
  log.info('request completed', { ...fields, durationMs: Math.round(seconds * 1000) })
}

function header(request: IncomingMessage, name: string): string | undefined {
  const value = request.headers[name]
  return typeof value === 'string' ? value : undefined
}

/** A variable holds the certificate itself, or the path of its file. */
function pem(value: string): string | Buffer {
  return value.startsWith('-----BEGIN') ? value : readFileSync(value)
}
