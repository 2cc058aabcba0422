import { Agent, type ClientRequestArgs } from 'node:http'
import { isIP } from 'node:net'
import type { Duplex } from 'node:stream'
import { connect as connectTls } from 'node:tls'
import type { Dial } from '../dial.ts'
import type { Access } from './access.ts'
import { apiDial } from './api-dial.ts'
import type { Credential } from './written-credential.ts'

/** Which step of a connection failed. */
export class NotConnected extends Error {
  /** `dial`: no way to the server; `tls`: it answered, and TLS failed. */
  readonly step: 'dial' | 'tls'

  constructor(step: 'dial' | 'tls', cause: unknown) {
    super('not connected', { cause })
    this.step = step
  }
}

/** One try of a request: until when it is waited for, and how far it came. */
export interface Attempt {
  readonly signal: AbortSignal
  /** `accepted`: the server took the connection, which may still be without TLS. */
  step: 'dialling' | 'accepted' | 'sent'
}

/** The option of a request by which its connection knows who waits for it: node:http keeps the signal of a request to itself. */
export const attemptOf = Symbol('attempt')

/** Connections to one API server, as the kubeconfig says how, kept for the next request. A connection is given up with the request that it is for. */
export class ApiAgent extends Agent {
  readonly #access: Access
  readonly #credential: Credential
  readonly #dial: Dial
  readonly #closing = new AbortController()
  #session: Buffer | undefined

  constructor(access: Access, credential: Credential) {
    super({ keepAlive: true })
    this.#access = access
    this.#credential = credential
    this.#dial = apiDial(access.proxy)
  }

  override createConnection(
    options: ClientRequestArgs,
    callback?: (error: Error | null, stream: Duplex) => void,
  ): undefined {
    const done = callback as ((error: Error | null, stream?: Duplex) => void) | undefined
    this.#connect((options as WithAttempt)[attemptOf]).then(
      (socket) => (this.#closing.signal.aborted ? socket.destroy() : done?.(null, socket)),
      (error: Error) => done?.(error),
    )
  }

  override destroy(): void {
    this.#closing.abort()
    super.destroy()
  }

  async #connect(attempt: Attempt): Promise<Duplex> {
    const { server } = this.#access
    const signal = AbortSignal.any([this.#closing.signal, attempt.signal])
    const host = server.hostname.replace(/^\[|\]$/g, '')
    const port = Number(server.port || (server.protocol === 'https:' ? 443 : 80))
    const socket = await this.#dial(host, port, signal).catch((error: unknown) => {
      throw new NotConnected('dial', error)
    })
    attempt.step = 'accepted'
    if (server.protocol === 'http:') return socket
    return this.#secure(socket, host, signal).catch((error: unknown) => {
      socket.on('error', () => undefined).destroy()
      throw new NotConnected('tls', error)
    })
  }

  async #secure(socket: Duplex, host: string, signal: AbortSignal): Promise<Duplex> {
    const { serverName, ca, verify } = this.#access
    const { certificate, key } = this.#credential
    const name = serverName ?? host
    const stream = connectTls({
      socket,
      host: name,
      // An address must not be sent as a server name: RFC 6066, 3.
      ...(isIP(name) === 0 && { servername: name }),
      ...(ca !== null && { ca }),
      ...(certificate !== null && { cert: certificate }),
      ...(key !== null && { key: key.reveal() }),
      ...(this.#session !== undefined && { session: this.#session }),
      rejectUnauthorized: verify,
      ALPNProtocols: ['http/1.1'],
    })
    stream.on('session', (session: Buffer) => {
      this.#session = session
    })
    return new Promise((resolve, reject) => {
      const giveUp = () => stream.destroy(new DOMException('the TLS handshake took too long', 'TimeoutError'))
      signal.addEventListener('abort', giveUp, { once: true })
      stream.on('error', reject)
      stream.once('close', () => reject(new Error('closed')))
      stream.once('secureConnect', () => {
        signal.removeEventListener('abort', giveUp)
        resolve(stream)
      })
    })
  }
}

interface WithAttempt {
  readonly [attemptOf]: Attempt
}
