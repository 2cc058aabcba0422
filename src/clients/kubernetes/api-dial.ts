import { once } from 'node:events'
import type { Duplex } from 'node:stream'
import { connect as connectTls } from 'node:tls'
import { CannotAsk } from '../../core/facts.ts'
import type { Dial } from '../dial.ts'
import { dialDirect } from '../dial-direct.ts'
import { dialFor } from '../dial-via.ts'

/** How the API server is dialled: from here, or through the proxy of the kubeconfig or the environment. */
export function apiDial(proxy: URL | null): Dial {
  if (proxy === null) return dialDirect
  const place = {
    host: proxy.hostname.replace(/^\[|\]$/g, ''),
    port: Number(proxy.port || defaultPorts[proxy.protocol]),
  }
  return proxy.protocol.startsWith('socks') ? dialFor({ socks: place }) : connectThrough(proxy, place)
}

const defaultPorts: Readonly<Record<string, number>> = { 'http:': 80, 'https:': 443, 'socks5:': 1080, 'socks5h:': 1080 }

/** An HTTP proxy makes a tunnel by CONNECT: RFC 9110, 9.3.6. */
function connectThrough(proxy: URL, place: { host: string; port: number }): Dial {
  return async (host, port, signal) => {
    const toProxy = await dialDirect(place.host, place.port, signal)
    const abort = () => toProxy.destroy(new DOMException('aborted', 'AbortError'))
    signal.addEventListener('abort', abort, { once: true })
    try {
      const stream = proxy.protocol === 'https:' ? await secured(toProxy, place.host) : toProxy
      const target = `${host.includes(':') ? `[${host}]` : host}:${port}`
      stream.write(`CONNECT ${target} HTTP/1.1\r\nHost: ${target}\r\n${authorization(proxy)}\r\n`)
      const status = await statusOf(stream)
      if (status === 200) return stream
      throw new Error(status === 407 ? 'it asks for a login' : `it answers ${status ?? 'no HTTP'}`)
    } catch (error) {
      toProxy.on('error', () => undefined).destroy()
      const why = signal.aborted ? 'no answer in time' : error instanceof Error ? error.message : String(error)
      const reason = `${host}:${port} is not reachable from here: the proxy ${place.host}:${place.port} does not connect, ${why}`
      throw new CannotAsk('unreachable', reason, 'check proxy-url in the kubeconfig, or HTTPS_PROXY and NO_PROXY')
    } finally {
      signal.removeEventListener('abort', abort)
    }
  }
}

async function secured(socket: Duplex, host: string): Promise<Duplex> {
  const stream = connectTls({ socket, host, servername: host })
  await once(stream, 'secureConnect')
  return stream
}

function authorization({ username, password }: URL): string {
  if (username === '') return ''
  const pair = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`
  return `Proxy-Authorization: Basic ${Buffer.from(pair).toString('base64')}\r\n`
}

/** Longer heads are no answer of a proxy. */
const longestHead = 16_384

/** Reads exactly the head of the answer: what follows belongs to the tunnel. */
async function statusOf(stream: Duplex): Promise<number | null> {
  let head = Buffer.alloc(0)
  for (;;) {
    const end = head.indexOf('\r\n\r\n')
    if (end >= 0) {
      if (head.length > end + 4) stream.unshift(head.subarray(end + 4))
      const [, status] = /^HTTP\/1\.[01] (\d{3})/.exec(head.toString('latin1')) ?? []
      return status === undefined ? null : Number(status)
    }
    if (head.length > longestHead) return null
    head = Buffer.concat([head, await nextChunk(stream)])
  }
}

async function nextChunk(stream: Duplex): Promise<Buffer> {
  for (;;) {
    const chunk: unknown = stream.read()
    if (Buffer.isBuffer(chunk)) return chunk
    if (stream.readableEnded || stream.destroyed) throw new Error('it hung up')
    await readableOrEnded(stream)
  }
}

function readableOrEnded(stream: Duplex): Promise<void> {
  return new Promise((resolve, reject) => {
    const settle = (act: () => void) => () => {
      stream.off('readable', done).off('end', done).off('close', done).off('error', failed)
      act()
    }
    const done = settle(resolve)
    const failed = (error: Error) => settle(() => reject(error))()
    stream.on('readable', done).on('end', done).on('close', done).on('error', failed)
  })
}
