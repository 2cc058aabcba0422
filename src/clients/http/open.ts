import type { Connection } from '../../core/connection.ts'
import type { Budget } from '../../core/facts.ts'
import { readCertificate } from './certificate.ts'
import type { Answer, Exchange, HttpClient, NoAnswer } from './client.ts'
import { DialAgent } from './dial-agent.ts'
import { exchange, hostOf, portOf } from './exchange.ts'
import { noAnswerOf } from './no-answer.ts'
import type { HttpSettings } from './settings.ts'

/** How long the first connection may take; the address of a service that is not reachable from here swallows packets. */
const firstConnectMs = 5_000
const redirects = 2

/** A probe that takes longer has failed for the kubelet (1 s by default) and for people too, but for a way on which a lost packet alone costs more. */
const silence = { leastMs: 2_500, mostMs: 5_000, roundTrips: 25 } as const

/**
 * A way to the HTTP side of a service. It never refuses to open: that nothing listens is what the facts are to tell.
 * What the first connection learned is not tried again with every path.
 */
export async function openHttp(settings: HttpSettings, budget: Budget): Promise<Connection> {
  const client = new Client(settings)
  const roundTripMs = await client.connect(budget.signal)
  return {
    client,
    vantage: 'operator',
    roundTripMs,
    identity: null,
    sequential: false,
    close: async () => client.close(),
  }
}

class Client implements HttpClient {
  readonly url: string
  readonly secure: boolean
  readonly verifies: boolean
  readonly loopback: boolean
  readonly healthPaths: readonly string[] | null
  readonly probePaths: readonly string[]
  readonly metrics: string | null
  readonly #base: URL
  readonly #settings: HttpSettings
  readonly #agents: { readonly 'http:': DialAgent; readonly 'https:': DialAgent }
  readonly #closing = new AbortController()
  readonly #asked = new Map<string, Promise<Exchange>>()
  #unreachable: NoAnswer | undefined
  #silenceMs: number = silence.leastMs

  constructor(settings: HttpSettings) {
    this.#settings = settings
    this.#base = new URL(settings.url)
    this.#agents = {
      'http:': new DialAgent(settings.dial, null),
      'https:': new DialAgent(settings.dial, settings.tls ?? { verify: 'full' }),
    }
    this.url = this.#base.origin + this.#base.pathname.replace(/\/$/, '')
    this.secure = this.#base.protocol === 'https:'
    this.verifies = settings.tls?.verify !== 'none'
    this.loopback = isLoopback(hostOf(this.#base))
    this.healthPaths = settings.healthPaths ?? null
    this.probePaths = settings.probePaths ?? []
    this.metrics = settings.metrics ?? null
  }

  /** Milliseconds that a connection took; 0 where there was none. */
  async connect(signal: AbortSignal): Promise<number> {
    const began = performance.now()
    const limit = AbortSignal.any([signal, AbortSignal.timeout(firstConnectMs)])
    try {
      const socket = await this.#settings.dial(hostOf(this.#base), portOf(this.#base), limit)
      socket.on('error', () => undefined).destroy()
      const roundTripMs = performance.now() - began
      this.#silenceMs = Math.min(silence.mostMs, Math.max(silence.leastMs, silence.roundTrips * roundTripMs))
      return roundTripMs
    } catch (error) {
      this.#unreachable = noAnswerOf(error, portOf(this.#base), false)
      return 0
    }
  }

  get(path: string): Promise<Exchange> {
    const asked = this.#asked.get(path) ?? this.again(path)
    this.#asked.set(path, asked)
    return asked
  }

  async again(path: string): Promise<Exchange> {
    let url = this.#resolve(path)
    for (let hop = 0; ; hop += 1) {
      if (url.host === this.#base.host && this.#unreachable) return this.#unreachable
      const answer = await exchange(url, this.#agentOf(url), this.#rights(url), this.#silenceMs)
      const next = answer.kind === 'answer' ? redirectOf(answer, url) : undefined
      if (next === undefined || hop === redirects) return answer
      url = next
    }
  }

  async certificate() {
    if (!this.secure) return null
    const tls = this.#settings.tls ?? { verify: 'full' as const }
    return this.#unreachable ?? readCertificate(this.#base, this.#settings.dial, tls, this.#closing.signal)
  }

  close(): void {
    this.#closing.abort()
    for (const agent of Object.values(this.#agents)) agent.destroy()
  }

  #resolve(path: string): URL {
    if (/^https?:\/\//.test(path)) return new URL(path)
    return new URL(`${this.url}/${path.replace(/^\//, '')}`)
  }

  #agentOf(url: URL): DialAgent {
    return this.#agents[url.protocol === 'https:' ? 'https:' : 'http:']
  }

  /** The authorization is for the service itself, not for another port or host that a setting names. */
  #rights(url: URL): Record<string, string> {
    const { authorization } = this.#settings
    return authorization && url.origin === this.#base.origin ? { authorization: authorization.reveal() } : {}
  }
}

/** Where to go instead, on the same host only. */
function redirectOf(answer: Answer, from: URL): URL | undefined {
  if (![301, 302, 307, 308].includes(answer.status) || !answer.location || !URL.canParse(answer.location, from.href))
    return undefined
  const to = new URL(answer.location, from)
  return to.origin === from.origin ? to : undefined
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host.endsWith('.localhost') || /^127\.\d+\.\d+\.\d+$/.test(host) || host === '::1'
}
