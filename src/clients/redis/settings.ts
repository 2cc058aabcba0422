import type { Secret } from '../../core/secret.ts'
import type { Dial } from '../dial.ts'
import type { TlsSettings } from '../tls.ts'

export interface RedisAddress {
  readonly host: string
  readonly port: number
}

/** How to reach one Redis: a single server, the master that Sentinels name, or a Cluster. */
export type RedisSettings = {
  readonly username?: string
  readonly password?: Secret
  readonly database: number
  readonly tls?: TlsSettings
  readonly dial: Dial
} & (
  | { readonly mode: 'single'; readonly address: RedisAddress }
  | {
      readonly mode: 'sentinel'
      readonly sentinels: readonly RedisAddress[]
      readonly master: string
      readonly sentinelUsername?: string
      readonly sentinelPassword?: Secret
    }
  | { readonly mode: 'cluster'; readonly nodes: readonly RedisAddress[] }
)
