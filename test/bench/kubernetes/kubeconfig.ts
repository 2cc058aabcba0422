import { writeFileSync } from 'node:fs'
import { stringify } from 'yaml'
import { inBase64, type KeyAndCertificate } from './control-plane/authority.ts'

/** Which cluster a kubeconfig is for. */
export interface ClusterAddress {
  readonly url: string
  /** In base64. */
  readonly ca: string
}

/** By what its holder is known. */
export type Credentials = { readonly token: string } | KeyAndCertificate

export interface KubeconfigEntry {
  readonly user: string
  readonly credentials: Credentials
  readonly namespace?: string | undefined
}

/** Writes a kubeconfig with one context, readable by its owner only. */
export function writeKubeconfig(file: string, { url, ca }: ClusterAddress, entry: KubeconfigEntry): string {
  const { user, credentials, namespace } = entry
  const cluster = 'usrops-bench'
  const text = stringify({
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: cluster, cluster: { server: url, 'certificate-authority-data': ca } }],
    users: [{ name: user, user: userOf(credentials) }],
    contexts: [{ name: cluster, context: { cluster, user, ...(namespace && { namespace }) } }],
    'current-context': cluster,
  })
  writeFileSync(file, text, { mode: 0o600 })
  return file
}

function userOf(credentials: Credentials): object {
  if ('token' in credentials) return credentials
  return {
    'client-certificate-data': inBase64(credentials.certificate),
    'client-key-data': inBase64(credentials.key),
  }
}
