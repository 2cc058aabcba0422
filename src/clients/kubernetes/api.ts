import { setTimeout as sleep } from 'node:timers/promises'
import { version } from '../../version.ts'
import type { Access } from './access.ts'
import { Agents } from './agents.ts'
import { Credentials } from './credentials.ts'
import type { Deadline } from './deadline.ts'
import { type ApiAnswer, exchange, NoAnswer } from './exchange.ts'
import { failed, forbidden, noAnswer, type Right } from './refusal.ts'
import { Turns } from './turns.ts'
import { type Credential, impersonationOf } from './written-credential.ts'

/** A question to the API server. */
export interface Question {
  readonly path: string
  /** Sent as JSON by POST, which here always is a review: it changes nothing and may be repeated. */
  readonly review?: unknown
  /** What a refusal (403) names; without one it is an answer like others. */
  readonly right?: Right
  /** What is asked, in words, for errors. */
  readonly what: string
  readonly accept?: string
}

/** So many requests are in flight at most: a person with kubectl and a few scripts is not more of a burden. */
const inFlight = 8
/** Of those, so many at most that the API server hands on, to a kubelet or to another server: one that hangs keeps them all, and the others must go on. */
const handedOn = 4
const isHandedOn = /\/pods\/[^/]+\/(log|proxy)\b|^\/apis\/[^/]*metrics\.k8s\.io\//
/** Before a failed request is tried once more. */
const pauseMs = 250

/** Statuses that are answers to the asker: a wrong parameter, no such object, a list that is too old to go on with. */
const answers = new Set([400, 404, 410])
/** Statuses of a server or of something in front of it that may be over in a moment. */
const passing = new Set([500, 502, 503, 504])

/** The connection to one API server. Each request is tried at most twice, and only where that can help. */
export class Api {
  readonly access: Access
  readonly credentials: Credentials
  readonly #closing = new AbortController()
  readonly #agents: Agents
  readonly #turns = new Turns(inFlight)
  readonly #turnsHandedOn = new Turns(handedOn)
  #reached = false

  constructor(access: Access) {
    this.access = access
    this.credentials = new Credentials(access)
    this.#agents = new Agents(access)
  }

  /** An answer that is of use to the asker. Rejects with CannotAsk. */
  async ask(question: Question, deadline: Deadline): Promise<ApiAnswer> {
    const signal = AbortSignal.any([deadline.signal, this.#closing.signal])
    const first = await this.#try(question, signal)
    const pause = pauseAfter(first)
    // A server that asks for more time than there is will not be asked again.
    if (pause === null || performance.now() + pause >= deadline.at) return this.#judged(question, first)
    const waited = await sleep(pause, true, { signal }).catch(() => false)
    return this.#judged(question, waited ? await this.#try(question, signal) : first)
  }

  /** Headers of every request, but for who asks. */
  get headers(): Readonly<Record<string, string | string[]>> {
    return { 'user-agent': `usrops/${version}`, ...impersonationOf(this.access.user) }
  }

  close(): void {
    this.#closing.abort()
    this.#agents.close()
  }

  /** An answer, or how it failed to come; after a refused login once more with a new one. */
  async #try(question: Question, signal: AbortSignal): Promise<ApiAnswer | NoAnswer> {
    const credential = await this.credentials.current(signal)
    const outcome = await this.#once(question, credential, signal)
    if (outcome instanceof NoAnswer || outcome.status !== 401 || !this.credentials.renew(credential)) return outcome
    return this.#once(question, await this.credentials.current(signal), signal)
  }

  async #once(question: Question, credential: Credential, signal: AbortSignal): Promise<ApiAnswer | NoAnswer> {
    const { path, review, accept = 'application/json' } = question
    const compressed = this.access.compress ? { 'accept-encoding': 'gzip' } : {}
    const asked = {
      ...{ path, method: review === undefined ? ('GET' as const) : ('POST' as const) },
      headers: { accept, ...compressed, ...this.headers },
      authorization: credential.authorization,
      ...(review !== undefined && { body: JSON.stringify(review) }),
    }
    try {
      const { server } = this.access
      const send = () => this.#turns.take(signal, () => exchange(server, this.#agents.for(credential), asked, signal))
      const answer = await (isHandedOn.test(path) ? this.#turnsHandedOn.take(signal, send) : send())
      this.#reached = true
      return answer
    } catch (error) {
      return error instanceof NoAnswer ? error : new NoAnswer('dialling', error)
    }
  }

  #judged({ what, right }: Question, outcome: ApiAnswer | NoAnswer): ApiAnswer {
    if (outcome instanceof NoAnswer)
      throw noAnswer(this.access, what, outcome.cause, outcome.step !== 'dialling' || this.#reached)
    const { status } = outcome
    if ((status >= 200 && status < 300) || answers.has(status)) return outcome
    if (status === 401) throw this.credentials.refusal()
    if (status === 403) {
      if (right === undefined) return outcome
      throw forbidden(this.access, right)
    }
    throw failed(this.access, what, outcome)
  }
}

/** How long to wait before the second try; null: it would not help. */
function pauseAfter(outcome: ApiAnswer | NoAnswer): number | null {
  if (outcome instanceof NoAnswer) return outcome.step === 'sent' ? pauseMs : null
  const { status, headers } = outcome
  if (status !== 429 && !passing.has(status)) return null
  const wanted = Number(headers['retry-after'])
  if (!headers['retry-after'] || !Number.isFinite(wanted)) return pauseMs
  return wanted * 1000
}
