/** What facts may ask of the HTTP side of a service: GET only, each path once a look. */
export interface HttpClient {
  /** Origin and base path, without credentials. */
  readonly url: string
  readonly secure: boolean
  /** Certificates that are not trusted are rejected. */
  readonly verifies: boolean
  /** True where the address means this very machine. */
  readonly loopback: boolean
  /** Paths the configuration names; null: the usual ones. */
  readonly healthPaths: readonly string[] | null
  /** Paths to ask beside the usual ones. */
  readonly probePaths?: readonly string[]
  readonly metrics: string | null
  /** The answer of one path below the base path, or of a full URL; asked once, however often it is wanted. */
  get(path: string): Promise<Exchange>
  /** The same, asked afresh: for samples of the latency. */
  again(path: string): Promise<Exchange>
  /** The certificate as the server shows it, trusted or not; null without TLS. */
  certificate(): Promise<ServerCertificate | NoAnswer | null>
}

export type Exchange = Answer | NoAnswer

export interface Answer {
  readonly kind: 'answer'
  readonly status: number
  readonly contentType: string
  /** Where a redirect points to. */
  readonly location: string | null
  readonly body: string
  /** The body was longer than the cap. */
  readonly cut: boolean
  /** From sending the request to the last byte, without connecting. */
  readonly latencyMs: number
  /** The server's clock by its Date header, milliseconds since the epoch. */
  readonly serverTime: number | null
  /** How far the server's clock is ahead of the operator's. */
  readonly clockSkewMs: number | null
  /** The skew is known to this precision. */
  readonly clockWithinMs: number
}

/**
 * `refused`: a machine answered that nothing listens. `unreachable`: no way there from here, or no such name. `tls`: the handshake failed.
 * `foreign`: what answers does not speak HTTP. `silent`: it took the connection and did not answer in time. `reset`: it closed the connection instead of answering.
 */
export type NoAnswerWhy = 'refused' | 'unreachable' | 'tls' | 'foreign' | 'silent' | 'reset'

export interface NoAnswer {
  readonly kind: 'none'
  readonly why: NoAnswerWhy
  /** The code of the driver or of OpenSSL. */
  readonly code: string | null
  readonly text: string
}

export interface ServerCertificate {
  readonly kind: 'certificate'
  readonly subject: string
  readonly issuer: string
  /** Negative: in the past. */
  readonly validInMs: number
  readonly expiresInMs: number
  /** Why it is not trusted, as a code of OpenSSL or Node (`CERT_HAS_EXPIRED`, `ERR_TLS_CERT_ALTNAME_INVALID`); null: trusted. */
  readonly problem: string | null
}
