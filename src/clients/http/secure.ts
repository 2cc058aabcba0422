import type { Duplex } from 'node:stream'
import { type ConnectionOptions, connect, type TLSSocket } from 'node:tls'
import type { TlsSettings } from '../tls.ts'

/** TLS over a stream that is already open. With `anyCertificate` an untrusted one is looked at, not rejected. */
export function secure(
  socket: Duplex,
  host: string,
  tls: TlsSettings,
  signal: AbortSignal,
  anyCertificate = false,
): Promise<TLSSocket> {
  const options = { ...optionsOf(host, tls), socket, ...(anyCertificate && { rejectUnauthorized: false }) }
  return new Promise((resolve, reject) => {
    const secured = connect(options)
    const giveUp = () => secured.destroy(new Error('the TLS handshake took too long'))
    signal.addEventListener('abort', giveUp, { once: true })
    secured.once('secureConnect', () => {
      signal.removeEventListener('abort', giveUp)
      resolve(secured)
    })
    secured.on('error', reject)
    secured.once('close', () => reject(new Error('the connection was closed during the TLS handshake')))
  })
}

function optionsOf(host: string, tls: TlsSettings): ConnectionOptions {
  const name = tls.servername ?? host
  return {
    host: name,
    // A server name must not be an address: RFC 6066, 3.
    ...(!/^[\d.]+$|:/.test(name) && { servername: name }),
    ...(tls.ca !== undefined && { ca: tls.ca }),
    ...(tls.cert !== undefined && { cert: tls.cert }),
    ...(tls.key !== undefined && { key: tls.key.reveal() }),
    rejectUnauthorized: tls.verify !== 'none',
    ...(tls.verify === 'ca' && { checkServerIdentity: () => undefined }),
  }
}
