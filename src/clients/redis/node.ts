import type { Duplex } from 'node:stream'
import { Redis } from 'ioredis'
import { CannotAsk } from '../../core/facts.ts'
import type { Secret } from '../../core/secret.ts'
import type { Dial } from '../dial.ts'
import type { TlsSettings } from '../tls.ts'
import { addressText, type Greeting, type Question, questions, type RedisNode, type Reply } from './client.ts'
import { driverOptions } from './driver-options.ts'
import { askKeys, type SendBytes, walkKeys } from './keys.ts'
import { full, greetingOf, HungUp, needsNoPassword, refusal } from './refusals.ts'
import { secure } from './secure.ts'
import type { RedisAddress } from './settings.ts'

// A full server speaks before anything else; this is time enough for a slow way to it.
const LISTEN_MS = 1_000

/** How the servers of one target are reached and who we are there. */
export interface Access {
  readonly dial: Dial
  readonly tls: TlsSettings | undefined
  readonly username: string | undefined
  readonly password: Secret | undefined
  readonly database: number
  /** Milliseconds for reaching a server, and for its first answer once it is reached. */
  readonly limits: { readonly dialMs: number; readonly answerMs: number }
  readonly signal: AbortSignal
}

/** A node as its owner holds it. */
export interface OpenNode extends RedisNode {
  /** A command that is not among the questions of a server (a Sentinel's). */
  send(command: readonly string[]): Promise<Reply>
  close(): void
}

/** Connects to one server and has its first answer. Rejects with CannotAsk and leaves nothing behind. */
export async function openNode(address: RedisAddress, access: Access): Promise<OpenNode> {
  const name = `Redis at ${addressText(address)}`
  try {
    return await greeted(address, access, name)
  } catch (error) {
    if (error instanceof HungUp && (await saysItIsFull(address, access))) throw full(name, error)
    throw error
  }
}

async function greeted(address: RedisAddress, access: Access, name: string): Promise<OpenNode> {
  const stream = await reach(address, access, name)
  const line = new Line(stream, name, access.username ?? 'default')
  try {
    return await line.withinAnswer(access, async () => {
      const { greeting, roundTripMs } = await greet(line, access)
      return {
        address: addressText(address),
        greeting,
        roundTripMs,
        ask: (question, ...args) => line.once(question, args),
        walk: (pattern, signal) => walkKeys(line.bytes, { pattern, roundTripMs, database: access.database }, signal),
        askKeys: (question, keys) => askKeys(line.bytes, question, keys),
        send: (command) => line.send(command),
        close: () => line.close(),
      }
    })
  } catch (error) {
    line.close()
    throw error
  }
}

async function reach(address: RedisAddress, access: Access, name: string): Promise<Duplex> {
  const { dial, tls, signal, limits } = access
  const late = AbortSignal.any([signal, AbortSignal.timeout(limits.dialMs)])
  const tooLate = () =>
    new CannotAsk('unreachable', `${name} is not reachable from here: no connection within ${seconds(limits.dialMs)} s`)
  const dialled = dial(address.host, address.port, late)
  const stream = await abortable(dialled, late, tooLate, (stream) => stream.destroy()).catch((error) => {
    if (error instanceof CannotAsk) throw error
    if (late.aborted) throw tooLate()
    const detail = error instanceof Error ? error.message : String(error)
    throw new CannotAsk('unreachable', `${name} is not reachable from here: ${detail}`, undefined, { cause: error })
  })
  if (tls === undefined) return stream
  const silent = AbortSignal.any([signal, AbortSignal.timeout(limits.answerMs)])
  const hung = () => {
    stream.destroy()
    return new CannotAsk(
      'hung',
      `${name} accepted the connection and did not answer the TLS greeting`,
      'a server without TLS stays silent too: does this port speak it?',
    )
  }
  return await abortable(secure(stream, address, tls, name), silent, hung, (secured) => secured.destroy())
}

/**
 * A full server says so at once and hangs up, and where our first words cross its own, they take its words with them.
 * So a connection that ended without a word is tried once more, only listening. (With TLS nothing is said at all.)
 */
async function saysItIsFull(address: RedisAddress, { dial, signal, limits }: Access): Promise<boolean> {
  const late = AbortSignal.any([signal, AbortSignal.timeout(Math.min(limits.answerMs, LISTEN_MS))])
  try {
    const stream = await dial(address.host, address.port, late)
    const words = await firstWords(stream, late).finally(() => stream.destroy())
    return words.startsWith('-ERR max number of clients')
  } catch {
    return false
  }
}

function firstWords(stream: Duplex, until: AbortSignal): Promise<string> {
  return new Promise((resolve) => {
    const silence = () => resolve('')
    stream.once('data', (chunk: Buffer) => resolve(chunk.toString()))
    stream.once('close', silence).on('error', silence)
    until.addEventListener('abort', silence, { once: true })
  })
}

async function greet(line: Line, { password, username }: Access): Promise<{ greeting: Greeting; roundTripMs: number }> {
  const login = password === undefined ? [] : [...(username === undefined ? [] : [username]), password.reveal()]
  const authenticated = login.length === 0 ? undefined : line.send(['AUTH', ...login])
  // Names our connection in CLIENT LIST; a user without that right looks on without a name.
  line.send(['CLIENT', 'SETNAME', 'usrops']).catch(() => undefined)
  const begun = performance.now()
  const ping = line.raw(questions.ping).then(
    () => 'pong' as const,
    (error: unknown) => {
      const greeting = greetingOf(error)
      if (greeting === undefined) throw line.refused(error, questions.ping)
      return greeting
    },
  )
  const [, greeting] = await Promise.all([authenticated, ping])
  return { greeting, roundTripMs: performance.now() - begun }
}

/** One connection of the driver: no retries, no prefix, no commands of its own, no timers left behind. */
class Line {
  readonly #redis: Redis
  readonly #stream: Duplex
  readonly #name: string
  readonly #user: string
  readonly #asked = new Map<string, Promise<Reply>>()
  #broken: Error | undefined

  constructor(stream: Duplex, name: string, user: string) {
    this.#stream = stream
    this.#name = name
    this.#user = user
    stream.on('error', () => undefined)
    this.#redis = new Redis(driverOptions(stream))
    this.#redis.on('error', (error: Error) => {
      this.#broken ??= error
    })
    this.#redis.connect().catch(() => undefined)
  }

  /** The driver's own errors, untranslated. */
  raw(command: readonly string[]): Promise<Reply> {
    const [verb = '', ...args] = command
    return this.#redis.call(verb, [...args]) as Promise<Reply>
  }

  async send(command: readonly string[]): Promise<Reply> {
    try {
      return await this.raw(command)
    } catch (error) {
      if (command[0] === 'AUTH' && needsNoPassword(error)) return null
      throw this.refused(error, command)
    }
  }

  /** The same for commands that name keys, whose names are bytes, in answers as well. */
  readonly bytes: SendBytes = async (command) => {
    const [verb = '', ...args] = command
    return this.#redis.callBuffer(String(verb), [...args]).catch((error: unknown) => {
      // No name of a key belongs in a reason.
      throw this.refused(error, command.filter((word) => typeof word === 'string').slice(0, 2))
    })
  }

  once(question: Question, args: readonly string[]): Promise<Reply> {
    const command = [...questions[question], ...args]
    const key = command.join(' ')
    const asked = this.#asked.get(key) ?? this.send(command)
    this.#asked.set(key, asked)
    return asked
  }

  refused(error: unknown, command: readonly string[]): CannotAsk {
    const closed = error instanceof Error && /connection is closed/i.test(error.message)
    return refusal(closed ? (this.#broken ?? error) : error, this.#name, command, this.#user)
  }

  withinAnswer<Value>({ limits, signal }: Access, work: () => Promise<Value>): Promise<Value> {
    const late = AbortSignal.any([signal, AbortSignal.timeout(limits.answerMs)])
    const hung = () =>
      new CannotAsk(
        'hung',
        `${this.#name} accepted the connection and did not answer within ${seconds(limits.answerMs)} s`,
      )
    return abortable(work(), late, hung, () => undefined)
  }

  close(): void {
    this.#redis.disconnect()
    this.#stream.destroy()
  }
}

/** The work, or what `onAbort` says as soon as the signal aborts; a result that comes too late is thrown away properly. */
function abortable<Value>(
  work: Promise<Value>,
  signal: AbortSignal,
  onAbort: () => Error,
  discard: (late: Value) => void,
): Promise<Value> {
  return new Promise((resolve, reject) => {
    const giveUp = () => {
      reject(onAbort())
      work.then(discard, () => undefined)
    }
    if (signal.aborted) return giveUp()
    signal.addEventListener('abort', giveUp, { once: true })
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', giveUp))
  })
}

function seconds(milliseconds: number): number {
  return Math.round(milliseconds / 100) / 10
}
