import type { Duplex } from 'node:stream'
import { type ConnectionOptions, connect as connectTls, type TLSSocket } from 'node:tls'
import type { Budget } from '../../core/facts.ts'
import type { PostgresSettings } from './settings.ts'
import type { Protection } from './ssl-mode.ts'

/** The server does not speak TLS, and the configuration does not allow to go without. */
export class TlsNotOffered extends Error {}

/** What listens there is no Postgres and no pooler. */
export class ForeignProtocol extends Error {}

/** The handshake failed: a certificate that cannot be verified, for one. */
export class TlsFailed extends Error {}

// SSLRequest of the protocol: https://www.postgresql.org/docs/current/protocol-message-formats.html
const sslRequest = Buffer.from([0, 0, 0, 8, 0x04, 0xd2, 0x16, 0x2f])

/** Dials and protects a stream, up to where the start-up message of the protocol is due. Destroyed when the budget's signal aborts. */
export async function openStream(
  settings: PostgresSettings,
  protection: Protection,
  budget: Budget,
  onAccepted: () => void,
): Promise<Duplex> {
  const { host, port } = settings
  const raw = await settings.dial(host.startsWith('/') ? `${host}/.s.PGSQL.${port}` : host, port, budget.signal)
  onAccepted()
  // Errors are heard where they fail something; an error that fails nothing must not end the process.
  raw.on('error', () => undefined)
  const abandon = () => raw.destroy()
  budget.signal.addEventListener('abort', abandon, { once: true })
  try {
    return protection === 'plain' ? raw : await protect(raw, settings, protection)
  } catch (error) {
    raw.destroy()
    throw error
  } finally {
    budget.signal.removeEventListener('abort', abandon)
  }
}

/** Gives a connected stream the methods of `net.Socket` that the driver calls; `connect` only says that it is connected. */
export function asDriverStream(stream: Duplex): Duplex {
  const nothing = () => stream
  const missing = ['setNoDelay', 'setKeepAlive', 'ref', 'unref'].filter((method) => !(method in stream))
  const connect = () => {
    process.nextTick(() => stream.emit('connect'))
    return stream
  }
  return Object.assign(stream, { connect, ...Object.fromEntries(missing.map((method) => [method, nothing])) })
}

async function protect(raw: Duplex, settings: PostgresSettings, protection: Protection): Promise<Duplex> {
  raw.write(sslRequest)
  const answer = await firstByte(raw)
  if (answer === 'S') return handshake(raw, settings, protection)
  if (answer === 'N' && protection === 'tls-if-offered') return raw
  throw new TlsNotOffered('the server does not offer TLS')
}

async function handshake(raw: Duplex, settings: PostgresSettings, protection: Protection): Promise<TLSSocket> {
  const secure = connectTls({ socket: raw, host: settings.host, ...tlsOptions(settings, protection) })
  try {
    await settled(secure, 'secureConnect')
    return secure
  } catch (cause) {
    throw new TlsFailed(cause instanceof Error ? cause.message : String(cause), { cause })
  }
}

function tlsOptions({ tls, host }: PostgresSettings, protection: Protection): ConnectionOptions {
  const { ca, cert, key, servername = host } = tls
  const isName = !/^[\d.]+$|:/.test(servername)
  return {
    ...(ca !== undefined && { ca }),
    ...(cert !== undefined && { cert }),
    ...(key !== undefined && { key: key.reveal() }),
    // An address must not be sent as a server name (RFC 6066, section 3).
    ...(isName ? { servername } : { host: servername }),
    rejectUnauthorized: protection === 'tls-verify-ca' || protection === 'tls-verify-full',
    ...(protection !== 'tls-verify-full' && { checkServerIdentity: () => undefined }),
  }
}

async function firstByte(stream: Duplex): Promise<string> {
  const [data] = await settled(stream, 'data')
  // E begins an error of the protocol, by which servers older than TLS, and those that cannot start a session, answer.
  if (!Buffer.isBuffer(data) || !'SNE'.includes(data.toString('latin1', 0, 1)))
    throw new ForeignProtocol('unexpected answer to the request for TLS')
  // More than one byte would be unprotected data put in before the handshake (CVE-2021-23222).
  if (data.length !== 1) throw new TlsNotOffered('unexpected answer to the request for TLS')
  return data.toString('latin1')
}

/** Waits for an event of a stream, or for its end. */
function settled(stream: Duplex, event: string): Promise<unknown[]> {
  return new Promise((resolve, reject) => {
    const finish = (act: () => void) => {
      stream.off(event, done).off('error', failed).off('close', closed)
      act()
    }
    const done = (...values: unknown[]) => finish(() => resolve(values))
    const failed = (error: Error) => finish(() => reject(error))
    const closed = () =>
      finish(() => reject(Object.assign(new Error('the connection was closed'), { code: 'ECONNRESET' })))
    stream.on(event, done).on('error', failed).on('close', closed)
  })
}
