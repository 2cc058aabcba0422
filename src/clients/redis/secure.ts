import { isIP } from 'node:net'
import type { Duplex } from 'node:stream'
import { type ConnectionOptions, connect } from 'node:tls'
import { CannotAsk } from '../../core/facts.ts'
import type { TlsSettings } from '../tls.ts'
import { HungUp } from './refusals.ts'
import type { RedisAddress } from './settings.ts'

/** TLS over a stream that is already open. Resolves when the other side is proven, rejects with CannotAsk. */
export function secure(stream: Duplex, address: RedisAddress, tls: TlsSettings, name: string): Promise<Duplex> {
  return new Promise((resolve, reject) => {
    const secured = connect({ socket: stream, ...options(address, tls) })
    const fail = (error: Error) => {
      secured.destroy()
      stream.destroy()
      reject(explain(error, name))
    }
    const closed = () => fail(new Error('closed'))
    secured.once('error', fail)
    secured.once('close', closed)
    secured.once('secureConnect', () => {
      secured.off('error', fail)
      secured.off('close', closed)
      resolve(secured)
    })
  })
}

function options({ host }: RedisAddress, tls: TlsSettings): ConnectionOptions {
  const servername = tls.servername ?? (isIP(host) === 0 ? host : undefined)
  return {
    host,
    rejectUnauthorized: tls.verify !== 'none',
    ...(servername !== undefined && { servername }),
    ...(tls.ca !== undefined && { ca: tls.ca }),
    ...(tls.cert !== undefined && { cert: tls.cert }),
    ...(tls.key !== undefined && { key: tls.key.reveal() }),
    ...(tls.verify === 'ca' && { checkServerIdentity: () => undefined }),
  }
}

function explain(error: Error, name: string): CannotAsk {
  const code = 'code' in error ? String(error.code) : ''
  if (/WRONG_VERSION|PACKET_LENGTH|RECORD|PROTOCOL/.test(code))
    return new CannotAsk('failed', `${name} does not speak TLS on this port`, 'take tls out of its configuration', {
      cause: error,
    })
  if (/CERT|ALTNAME|SIGNED|VERIFY|ISSUER/.test(code))
    return new CannotAsk(
      'failed',
      `the certificate of ${name} is not accepted: ${error.message}`,
      'configure tls.ca or tls.servername, or renew the certificate',
      { cause: error },
    )
  if (code === '' || code === 'ECONNRESET') return new HungUp(name, error)
  return new CannotAsk('failed', `TLS with ${name} failed: ${error.message}`, undefined, { cause: error })
}
