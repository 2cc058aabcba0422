import type { Secret } from '../../core/secret.ts'
import type { Dial } from '../dial.ts'
import type { TlsSettings } from '../tls.ts'

/** libpq's words: https://www.postgresql.org/docs/current/libpq-ssl.html */
export type SslMode = 'disable' | 'allow' | 'prefer' | 'require' | 'verify-ca' | 'verify-full'

/** How to reach one Postgres database, possibly through a pooler. */
export interface PostgresSettings {
  readonly host: string
  readonly port: number
  readonly database: string
  readonly user: string
  readonly password?: Secret
  readonly sslmode: SslMode
  readonly tls: Omit<TlsSettings, 'verify'>
  /** Which of the two this server has to be; without it a standby is taken as it is. */
  readonly expects?: 'primary' | 'standby'
  readonly dial: Dial
}
