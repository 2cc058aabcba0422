import { randomUUID } from 'node:crypto'
import { Agent, request as httpRequest, type RequestOptions } from 'node:http'
import { request as httpsRequest, Agent as TlsAgent } from 'node:https'
import { signToken } from './tokens.ts'

/** How often each kind of request is chosen, relative to the others. */
export interface Mix {
  readonly read?: number
  readonly write?: number
  readonly search?: number
  readonly login?: number
}

export interface Traffic {
  /** Sends one request of the mix; resolves with the status, or the error's code. */
  next(): Promise<string>
  close(): void
}

interface Message {
  readonly method: string
  readonly path: string
  readonly body?: unknown
}

const USUAL: Required<Mix> = { read: 70, write: 15, search: 10, login: 5 }
// Longer than every limit inside the service, so that its own answer is seen.
const TIMEOUT_MS = 15_000
const TOKEN_AGE_MS = 60_000

export function createTraffic(
  url: URL,
  options: {
    mix?: Mix
    users?: number
    jwtSecret?: string
    token?: () => string | Promise<string>
    keepAlive?: boolean
  },
): Traffic {
  const secure = url.protocol === 'https:'
  const { keepAlive = true } = options
  const agent = secure ? new TlsAgent({ keepAlive, rejectUnauthorized: false }) : new Agent({ keepAlive })
  const users = options.users ?? 1000
  const mix = options.mix ?? USUAL
  const call = (message: Message, token?: string) => exchange(url, agent, message, token)
  const token = options.token ?? remembered(() => newToken(options.jwtSecret, users, call))
  return {
    async next() {
      const message = choose(mix, users)
      try {
        const { status } = await call(message, message.path === '/login' ? undefined : await token())
        return String(status)
      } catch (error) {
        return failureCode(error)
      }
    },
    close: () => agent.destroy(),
  }
}

function choose(mix: Mix, users: number): Message {
  const id = 1 + Math.floor(Math.random() * users)
  const messages: Record<keyof Mix, Message> = {
    read: { method: 'GET', path: `/users/${id}` },
    write: {
      method: 'PUT',
      path: `/users/${id}`,
      body: { name: `User ${id} ${Math.random().toString(36).slice(2, 8)}` },
    },
    search: { method: 'GET', path: `/search?q=user${id}` },
    login: { method: 'POST', path: '/login', body: { email: `user${id}@example.com`, password: `pw-${id}` } },
  }
  const weights = [mix.read ?? 0, mix.write ?? 0, mix.search ?? 0, mix.login ?? 0]
  let point = Math.random() * weights.reduce((sum, weight) => sum + weight, 0)
  const index = weights.findIndex((weight) => {
    point -= weight
    return point < 0
  })
  return [messages.read, messages.write, messages.search, messages.login][index] ?? messages.read
}

type Exchange = (message: Message, token?: string) => Promise<{ status: number; text: string }>

async function newToken(secret: string | undefined, users: number, call: Exchange): Promise<string> {
  const n = 1 + Math.floor(Math.random() * users)
  const email = `user${n}@example.com`
  if (secret !== undefined) {
    const now = Math.floor(Date.now() / 1000)
    const claims = { userId: String(n), email, id: randomUUID(), now, ttlSeconds: 3600 }
    return await signToken(new TextEncoder().encode(secret), claims)
  }
  const { text } = await call({ method: 'POST', path: '/login', body: { email, password: `pw-${n}` } })
  const { token = '' }: { token?: string } = JSON.parse(text)
  return token
}

function remembered(fetchToken: () => Promise<string>): () => Promise<string> {
  let current: Promise<string> | null = null
  let since = 0
  return () => {
    if (current && Date.now() - since < TOKEN_AGE_MS) return current
    since = Date.now()
    const fresh = fetchToken()
    current = fresh
    // One that could not be had, or is empty (the login failed), is asked for again.
    const forget = () => {
      if (current === fresh) current = null
    }
    fresh.then((token) => token || forget(), forget)
    return fresh
  }
}

function exchange(url: URL, agent: Agent, message: Message, token?: string): Promise<{ status: number; text: string }> {
  const { promise, resolve, reject } = Promise.withResolvers<{ status: number; text: string }>()
  const options: RequestOptions = {
    agent,
    method: message.method,
    timeout: TIMEOUT_MS,
    headers: { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) },
  }
  const send = url.protocol === 'https:' ? httpsRequest : httpRequest
  const request = send(new URL(message.path, url), options, (response) => {
    let text = ''
    response.setEncoding('utf8')
    response.on('data', (chunk: string) => {
      text += chunk
    })
    response.on('end', () => resolve({ status: response.statusCode ?? 0, text }))
    response.on('error', reject)
  })
  request.on('timeout', () => request.destroy(Object.assign(new Error('no answer in time'), { code: 'TIMEOUT' })))
  request.on('error', reject)
  request.end(message.body === undefined ? undefined : JSON.stringify(message.body))
  return promise
}

function failureCode(error: unknown): string {
  const code: unknown = error instanceof Error ? Reflect.get(error, 'code') : undefined
  return typeof code === 'string' ? code : 'ERROR'
}
