import type { HttpClient } from '../../clients/http/client.ts'
import { CannotAsk, defineFacts } from '../../core/facts.ts'

/** The certificate a service shows; null without TLS. */
export type Certificate = {
  readonly subject: string
  readonly issuer: string
  /** Milliseconds by the operator's clock; negative: in the past. */
  readonly validInMs: number
  readonly expiresInMs: number
  readonly problem: CertificateProblem | null
  readonly code: string | null
  /** Whether the configuration wants it verified: an untrusted one may be accepted on purpose. */
  readonly verified: boolean
} | null

export type CertificateProblem =
  | 'expired'
  | 'not-yet-valid'
  | 'self-signed'
  | 'unknown-authority'
  | 'name-mismatch'
  | 'other'

/** The certificate of an https service, read on a connection that rejects none. */
export const certificate = defineFacts<Certificate, HttpClient>({
  id: 'http.certificate',
  system: 'http',
  cost: 'cheap',
  async collect(client) {
    const seen = await client.certificate()
    if (seen === null) return null
    if (seen.kind === 'none') throw new CannotAsk('unreachable', `no certificate from ${client.url}: ${seen.text}`)
    const { subject, issuer, validInMs, expiresInMs } = seen
    return {
      subject,
      issuer,
      validInMs,
      expiresInMs,
      problem: problemOf(seen.problem),
      code: seen.problem,
      verified: client.verifies,
    }
  },
})

/** https://nodejs.org/api/tls.html#x509-certificate-error-codes */
const problems: Readonly<Record<string, CertificateProblem>> = {
  CERT_HAS_EXPIRED: 'expired',
  CERT_NOT_YET_VALID: 'not-yet-valid',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'self-signed',
  SELF_SIGNED_CERT_IN_CHAIN: 'unknown-authority',
  UNABLE_TO_GET_ISSUER_CERT: 'unknown-authority',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'unknown-authority',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'unknown-authority',
  ERR_TLS_CERT_ALTNAME_INVALID: 'name-mismatch',
}

function problemOf(code: string | null): CertificateProblem | null {
  return code === null ? null : (problems[code] ?? 'other')
}
