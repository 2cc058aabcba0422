import type { Secret } from '../core/secret.ts'

/** How a connection is protected. Contents are PEM text, already read from where the configuration refers to. */
export interface TlsSettings {
  /** Verify the certificate against `ca` (or the system's authorities) and the host name. Off only where the configuration says so. */
  readonly verify: 'full' | 'ca' | 'none'
  readonly ca?: string
  readonly cert?: string
  readonly key?: Secret
  /** The name to verify and to send, where it differs from the host that is dialled. */
  readonly servername?: string
}
