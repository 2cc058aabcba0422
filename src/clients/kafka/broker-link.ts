import { isIP } from 'node:net'
import { checkServerIdentity } from 'node:tls'
import { apiVersionsV1, Connection, type ConnectionOptions, ResponseError } from '@platformatic/kafka'
import { CannotAsk } from '../../core/facts.ts'
import type { Dial } from '../dial.ts'
import type { TlsSettings } from '../tls.ts'
import { type Loopback, listenOnceFor } from './loopback.ts'
import { foreign, refusal, silence, tlsWanted } from './refusal.ts'
import type { Request } from './requests.ts'
import type { KafkaSettings } from './settings.ts'

interface VersionRange {
  readonly minVersion: number
  readonly maxVersion: number
}

export interface BrokerAddress {
  readonly host: string
  readonly port: number
}

// The driver's own time limits only matter where nobody cuts it short: every wait here ends with its signal.
const DRIVER_LIMIT_MS = 60_000

// The answer to the greeting lists some 90 requests in 6 bytes each. A longer one is no answer: the first four bytes of something else, read as a length.
const LONGEST_GREETING = 64 * 1024

/** One connection to one broker. Asks once: it neither retries nor reconnects. */
export class BrokerLink {
  readonly where: string
  /** What the first exchange took. */
  roundTripMs = 0
  readonly #connection: Connection
  readonly #dial: Dial | undefined
  #loopback: Loopback | undefined
  #versions = new Map<number, VersionRange>()
  #accepted = false
  #wantsTls = false
  #foreign = false
  readonly #encrypted: boolean
  /** Set until the first question after the greeting is answered, where no login was made. */
  #unproven: boolean

  private constructor(address: BrokerAddress, settings: KafkaSettings) {
    this.where = `${address.host}:${address.port}`
    this.#dial = settings.dial
    this.#encrypted = settings.tls !== undefined
    this.#unproven = settings.sasl === undefined
    this.#connection = new Connection('usrops', connectionOptions(address, settings))
    // The driver emits errors of idle connections; without a listener they would end the program.
    this.#connection.on('error', () => undefined)
  }

  /** Connects, logs in where asked to, and learns which requests the broker understands. */
  static async open(address: BrokerAddress, settings: KafkaSettings, signal: AbortSignal): Promise<BrokerLink> {
    const link = new BrokerLink(address, settings)
    try {
      await link.#until(signal, link.#greet(address, signal))
      return link
    } catch (error) {
      await link.close()
      throw error
    }
  }

  /** The answer to a request in the newest version that both sides speak. Errors inside the answer are the asker's to read. */
  async ask<Answer>(request: Request<Answer>, signal: AbortSignal): Promise<Answer> {
    const form = request.find(({ key, version }) => this.speaks(key, version))
    if (form === undefined)
      throw new CannotAsk('unsupported', `${this.where} does not know this request: Kafka too old`)
    const answer = await this.#until(signal, form.send(this.#connection).catch(partOf<Answer>)).catch((error) => {
      throw this.#unproven && error instanceof CannotAsk && error.unasked.kind === 'unreachable'
        ? loginWanted(this.where, error)
        : error
    })
    this.#unproven = false
    return answer
  }

  understands(request: Request<unknown>): boolean {
    return request.some(({ key, version }) => this.speaks(key, version))
  }

  speaks(key: number, version: number): boolean {
    const range = this.#versions.get(key)
    return range !== undefined && version >= range.minVersion && version <= range.maxVersion
  }

  /** Leaves neither a socket nor a timer. */
  async close(): Promise<void> {
    const { socket } = this.#connection
    this.#connection.close(() => undefined)
    this.#loopback?.close()
    if (socket === undefined || socket.closed) return
    await new Promise<void>((resolve) => {
      socket.once('close', () => resolve())
      // After the driver's own close, which would wait for what is still to be written to a broker that hangs.
      socket.destroy()
    })
  }

  async #greet(address: BrokerAddress, signal: AbortSignal): Promise<void> {
    const { host, port } = this.#dial === undefined ? address : await this.#reach(address, this.#dial, signal)
    const connected = this.#connection.connect(host, port)
    const { socket } = this.#connection
    socket.once('connect', () => {
      this.#accepted = true
      this.#loopback?.admit(socket.localPort)
      if (!this.#encrypted) socket.once('data', (bytes) => this.#noteFirst(bytes))
    })
    await connected
    const begun = performance.now()
    const { apiKeys } = await apiVersionsV1.api.async(this.#connection, 'usrops', '0')
    this.roundTripMs = performance.now() - begun
    this.#versions = new Map(apiKeys.map((range) => [range.apiKey, range]))
  }

  /** The driver only knows how to connect to a host and port, so it gets a port of this machine that leads to the stream. */
  async #reach({ host, port }: BrokerAddress, dial: Dial, signal: AbortSignal): Promise<Loopback> {
    const loopback = await listenOnceFor(await dial(host, port, signal))
    this.#loopback = loopback
    if (!signal.aborted) return loopback
    // Nobody waits any more, and nobody would close it.
    loopback.close()
    throw silence(this.where, false)
  }

  /** The driver notices a broker that wants TLS, but forgets it where it logs in; and it would keep whatever somebody else sends. */
  #noteFirst(bytes: Buffer): void {
    // The head of a TLS alert record: type 21, then the major version 3.
    this.#wantsTls = bytes[0] === 21 && bytes[1] === 3
    if (this.#wantsTls || bytes.length < 4 || bytes.readUInt32BE() <= LONGEST_GREETING) return
    this.#foreign = true
    this.#connection.socket.destroy()
  }

  async #until<Value>(signal: AbortSignal, work: Promise<Value>): Promise<Value> {
    const silent = Promise.withResolvers<never>()
    const giveUp = () => silent.reject(silence(this.where, this.#accepted))
    signal.addEventListener('abort', giveUp, { once: true })
    if (signal.aborted) giveUp()
    try {
      return await Promise.race([work, silent.promise])
    } catch (error) {
      if (this.#foreign) throw foreign(this.where)
      throw this.#wantsTls ? tlsWanted(this.where) : refusal(this.where, error)
    } finally {
      signal.removeEventListener('abort', giveUp)
    }
  }
}

/** The driver calls an answer with errors in some of its parts an error; it is an answer all the same. */
function partOf<Answer>(error: unknown): Answer {
  if (error instanceof ResponseError && 'response' in error) return error.response as Answer
  throw error
}

/** Before a login a broker answers the greeting only, and hangs up at anything else. */
function loginWanted(where: string, cause: CannotAsk): CannotAsk {
  const reason = `${where} answers the greeting and hangs up at the first question: it asks for a SASL login`
  return new CannotAsk('authentication', reason, 'set sasl (mechanism, username, password) in usrops.yaml', { cause })
}

function connectionOptions({ host }: BrokerAddress, { sasl, tls }: KafkaSettings): ConnectionOptions {
  // A TLS server name must not be an address.
  const serverName = tls?.servername ?? (isIP(host) === 0 ? host : undefined)
  return {
    connectTimeout: DRIVER_LIMIT_MS,
    requestTimeout: DRIVER_LIMIT_MS,
    ...(tls && { tls: tlsOptions(tls, serverName ?? host) }),
    ...(tls && serverName !== undefined && { tlsServerName: serverName }),
    ...(sasl && {
      sasl: { mechanism: sasl.mechanism, username: sasl.username, password: () => sasl.password.reveal() },
    }),
  }
}

/** `name` is what the certificate must be for, wherever the driver connects to. */
function tlsOptions({ verify, ca, cert, key }: TlsSettings, name: string): NonNullable<ConnectionOptions['tls']> {
  return {
    rejectUnauthorized: verify !== 'none',
    ...(ca !== undefined && { ca }),
    ...(cert !== undefined && { cert }),
    ...(key !== undefined && { key: key.reveal() }),
    checkServerIdentity: (_host, certificate) =>
      verify === 'full' ? checkServerIdentity(name, certificate) : undefined,
  }
}
