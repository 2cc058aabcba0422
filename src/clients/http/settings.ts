import type { Secret } from '../../core/secret.ts'
import type { Dial } from '../dial.ts'
import type { TlsSettings } from '../tls.ts'

/** How to reach the HTTP side of one service. */
export interface HttpSettings {
  /** Origin and optional base path, without credentials. */
  readonly url: string
  /** Health paths to ask instead of looking for the usual ones. */
  readonly healthPaths?: readonly string[]
  /** Paths that the orchestrator's own probes ask: asked beside the usual ones. */
  readonly probePaths?: readonly string[]
  /** Path of the metrics; by default the usual ones are tried. A full URL where metrics are served on another port. */
  readonly metrics?: string
  readonly authorization?: Secret
  readonly tls?: TlsSettings
  readonly dial: Dial
}
