import { Agent, type ClientRequestArgs } from 'node:http'
import { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import type { Dial } from '../dial.ts'
import type { TlsSettings } from '../tls.ts'
import { ConnectFailed } from './no-answer.ts'
import { secure } from './secure.ts'

/** Keeps few connections to a service that may be sick, and reuses them. */
const connections = 6

/** How long one connection may take; the request that waits for it has its own limit. */
const connectMs = 5_000

/** Connections of node:http through the dial of the environment. `tls` is null for plain HTTP. */
export class DialAgent extends Agent {
  readonly #dial: Dial
  readonly #tls: TlsSettings | null
  readonly #closing = new AbortController()

  constructor(dial: Dial, tls: TlsSettings | null) {
    super({ keepAlive: true, maxSockets: connections })
    this.#dial = dial
    this.#tls = tls
  }

  override createConnection(
    options: ClientRequestArgs,
    callback?: (error: Error | null, stream: Duplex) => void,
  ): undefined {
    const done = callback as ((error: Error | null, stream?: Duplex) => void) | undefined
    this.#connect(options.host ?? 'localhost', Number(options.port)).then(
      (socket) => (this.#closing.signal.aborted ? socket.destroy() : done?.(null, socket)),
      (error: Error) => done?.(error),
    )
  }

  override destroy(): void {
    this.#closing.abort()
    super.destroy()
  }

  async #connect(host: string, port: number): Promise<Duplex> {
    const signal = AbortSignal.any([this.#closing.signal, AbortSignal.timeout(connectMs)])
    const socket = await this.#dial(host, port, signal).catch((error: unknown) => {
      throw new ConnectFailed('dial', error)
    })
    if (this.#tls === null) return keepable(socket)
    return secure(socket, host, this.#tls, signal).catch((error: unknown) => {
      socket.destroy()
      throw new ConnectFailed('tls', error)
    })
  }
}

/** What the agent sets on a connection between two requests, a stream through ssh or a cluster does not have. */
function keepable(stream: Duplex): Duplex {
  if (stream instanceof Socket) return stream
  const same = () => stream
  return Object.assign(stream, { setKeepAlive: same, setTimeout: same, ref: same, unref: same })
}
