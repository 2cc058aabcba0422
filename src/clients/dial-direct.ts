import { connect } from 'node:net'
import type { Duplex } from 'node:stream'
import type { Dial } from './dial.ts'
import { unreachable } from './unreachable.ts'

/** Connects from this machine, to all addresses of a name in turn (RFC 8305). A host that starts with `/` is a Unix socket. */
export const dialDirect: Dial = (host, port, signal) =>
  new Promise<Duplex>((resolve, reject) => {
    if (signal.aborted) return reject(unreachable(host, port, signal.reason))
    const socket = connect(host.startsWith('/') ? { path: host } : { host, port, noDelay: true })
    const done = (act: () => void) => {
      signal.removeEventListener('abort', abort)
      socket.off('connect', connected).off('error', failed)
      act()
    }
    const connected = () => done(() => resolve(socket))
    const failed = (error: unknown) =>
      done(() => {
        socket.on('error', () => undefined).destroy()
        reject(unreachable(host, port, error))
      })
    const abort = () => failed(signal.reason)
    signal.addEventListener('abort', abort, { once: true })
    socket.once('connect', connected).once('error', failed)
  })
