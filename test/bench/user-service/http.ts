import type { IncomingMessage } from 'node:http'
import { InvalidRequestError } from './http-errors.ts'

export interface Reply {
  readonly status: number
  readonly body: unknown
  readonly contentType?: string
}

/** One request on its way through the service. */
export interface Call {
  readonly requestId: string
  readonly params: Readonly<Record<string, string | undefined>>
  readonly query: URLSearchParams
  readonly authorization: string | undefined
  /** At most 64 KiB unless more is allowed. */
  body(limitBytes?: number): Promise<Readonly<Record<string, unknown>>>
}

export interface Route {
  readonly method: string
  /** `/users/:id`: also the label in metrics and logs. */
  readonly path: string
  /** Only business requests are counted, logged and sabotaged. */
  readonly kind: 'business' | 'health' | 'operations'
  handle(call: Call): Promise<Reply>
}

export type Matched = { route: Route; params: Record<string, string | undefined> }

// Nobody's profile is larger.
const BODY_LIMIT_BYTES = 65_536

export function json(status: number, body: unknown): Reply {
  return { status, body }
}

/** Finds the route of a request; undefined where there is none. */
export function createRouter(routes: readonly Route[]): (method: string, path: string) => Matched | undefined {
  const compiled = routes.map((route) => ({ route, pattern: pattern(route.path) }))
  return (method, path) => {
    for (const { route, pattern } of compiled) {
      const match = route.method === method ? pattern.exec(path) : null
      if (match) return { route, params: { ...match.groups } }
    }
    return undefined
  }
}

/** The JSON object in the body; throws InvalidRequestError. */
export async function readBody(
  request: IncomingMessage,
  limitBytes = BODY_LIMIT_BYTES,
): Promise<Readonly<Record<string, unknown>>> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of request) {
    size += chunk.length
    if (size > limitBytes) throw new InvalidRequestError('the body is too large')
    chunks.push(chunk)
  }
  return parseObject(Buffer.concat(chunks).toString())
}

function parseObject(text: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text || '{}')
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return { ...value }
  } catch (cause) {
    throw new InvalidRequestError('the body is not JSON', { cause })
  }
  throw new InvalidRequestError('the body is not a JSON object')
}

function pattern(path: string): RegExp {
  return new RegExp(`^${path.replaceAll(/:(\w+)/g, '(?<$1>[^/]+)')}/?$`)
}
