import type { TlsSettings } from '../clients/tls.ts'
import type { Secret } from '../core/secret.ts'
import type { WrittenReference } from './reference.ts'
import type { References } from './references.ts'
import type { TlsConfig } from './schema/tls.ts'

export interface PemConfig {
  readonly ca?: WrittenReference | undefined
  readonly cert?: WrittenReference | undefined
  readonly key?: WrittenReference | undefined
}

/** Reads the PEM texts that the configuration refers to. */
export async function pemOf(config: PemConfig, place: string, references: References) {
  const { ca, cert, key } = config
  return {
    ...(ca !== undefined && { ca: await references.text(ca, `${place}.ca`) }),
    ...(cert !== undefined && { cert: await references.text(cert, `${place}.cert`) }),
    ...(key !== undefined && { key: await references.secret(key, `${place}.key`) }),
  } satisfies { ca?: string; cert?: string; key?: Secret }
}

/** `wanted` says whether TLS is on where the configuration is silent. */
export async function tlsOf(
  config: TlsConfig | boolean | undefined,
  wanted: boolean,
  place: string,
  references: References,
): Promise<TlsSettings | undefined> {
  if (config === false || (config === undefined && !wanted)) return undefined
  if (config === true || config === undefined) return { verify: 'full' }
  const { verify = 'full', servername } = config
  const pem = await pemOf(config, place, references)
  return { verify, ...pem, ...(servername !== undefined && { servername }) }
}
