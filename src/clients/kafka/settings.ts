import type { Secret } from '../../core/secret.ts'
import type { Dial } from '../dial.ts'
import type { TlsSettings } from '../tls.ts'

export type SaslMechanism = 'PLAIN' | 'SCRAM-SHA-256' | 'SCRAM-SHA-512'

/** How to reach one Kafka cluster. Brokers are dialled under the names they advertise. */
export interface KafkaSettings {
  /** `host:port` each. */
  readonly brokers: readonly string[]
  readonly sasl?: { readonly mechanism: SaslMechanism; readonly username: string; readonly password: Secret }
  readonly tls?: TlsSettings
  /** Consumer groups the service uses; without them all groups are looked at. */
  readonly groups?: readonly string[]
  readonly topics?: readonly string[]
  /** The way to every broker; without one the driver connects by itself, directly from here. */
  readonly dial?: Dial
}
