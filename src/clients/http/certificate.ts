import type { DetailedPeerCertificate } from 'node:tls'
import type { Dial } from '../dial.ts'
import type { TlsSettings } from '../tls.ts'
import type { NoAnswer, ServerCertificate } from './client.ts'
import { hostOf, portOf } from './exchange.ts'
import { noAnswer } from './no-answer.ts'
import { secure } from './secure.ts'

/** Looks at the certificate on a connection of its own that rejects none. */
export async function readCertificate(
  url: URL,
  dial: Dial,
  tls: TlsSettings,
  closing: AbortSignal,
): Promise<ServerCertificate | NoAnswer> {
  const signal = AbortSignal.any([closing, AbortSignal.timeout(2_500)])
  try {
    const socket = await dial(hostOf(url), portOf(url), signal)
    const secured = await secure(socket, hostOf(url), tls, signal, true).finally(() =>
      // Nothing is sent on it: the handshake has said everything.
      setImmediate(() => socket.destroy()),
    )
    return describe(secured.getPeerCertificate(true), secured.authorizationError)
  } catch (error) {
    return noAnswer(signal.aborted ? 'silent' : 'tls', error)
  }
}

function describe(certificate: DetailedPeerCertificate, problem: Error | string | null): ServerCertificate {
  const now = Date.now()
  return {
    kind: 'certificate',
    subject: text(certificate.subject?.CN),
    issuer: text(certificate.issuer?.CN ?? certificate.issuer?.O),
    validInMs: Date.parse(certificate.valid_from) - now,
    expiresInMs: Date.parse(certificate.valid_to) - now,
    // Typed as an Error, but it is the code.
    problem: problem ? String(problem) : null,
  }
}

function text(name: string | string[] | undefined): string {
  return [name ?? ''].flat().join(', ')
}
