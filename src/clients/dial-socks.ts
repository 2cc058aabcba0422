import { SocksClient } from 'socks'
import { CannotAsk } from '../core/facts.ts'
import type { Dial } from './dial.ts'
import { dialDirect } from './dial-direct.ts'
import { unreachable } from './unreachable.ts'

export interface SocksProxy {
  readonly host: string
  readonly port: number
}

/** The budget of the caller decides; the library wants a number, too. */
const neverMs = 600_000

/** Connects through a SOCKS 5 proxy, which resolves the name: it may be known only there. */
export function dialSocks(proxy: SocksProxy): Dial {
  return async (host, port, signal) => {
    if (host.startsWith('/')) throw new CannotAsk('unsupported', `${host} is a socket of this machine`, 'via: direct')
    const way = `, through the proxy ${proxy.host}:${proxy.port}`
    const toProxy = await dialDirect(proxy.host, proxy.port, signal).catch((error: unknown) => {
      throw unreachable(proxy.host, proxy.port, error instanceof Error ? error.cause : error, ' (the SOCKS proxy)')
    })
    const abort = () => toProxy.destroy(new DOMException('aborted', 'AbortError'))
    signal.addEventListener('abort', abort, { once: true })
    try {
      const { socket } = await SocksClient.createConnection({
        proxy: { host: proxy.host, port: proxy.port, type: 5 },
        command: 'connect',
        destination: { host, port },
        existing_socket: toProxy as import('node:net').Socket,
        timeout: neverMs,
      })
      return socket
    } catch (error) {
      toProxy.destroy()
      throw unreachable(host, port, signal.aborted ? signal.reason : refusal(error), way)
    } finally {
      signal.removeEventListener('abort', abort)
    }
  }
}

/** The library says only in words what the proxy answered; the words are those of RFC 1928. */
function refusal(error: unknown): Error {
  const text = error instanceof Error ? error.message : ''
  const [, code] = codes.find(([pattern]) => pattern.test(text)) ?? []
  return Object.assign(new Error(text), code === undefined ? {} : { code })
}

const codes: readonly (readonly [RegExp, string])[] = [
  [/ConnectionRefused/, 'ECONNREFUSED'],
  [/HostUnreachable/, 'EHOSTUNREACH'],
  [/NetworkUnreachable/, 'ENETUNREACH'],
  [/TTLExpired|timed out/, 'ETIMEDOUT'],
  [/NotAllowed/, 'EACCES'],
  [/Socket closed/, 'ECONNRESET'],
]
