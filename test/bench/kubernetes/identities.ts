import { join } from 'node:path'
import type { Cluster, Identity } from './cluster.ts'
import type { Authority } from './control-plane/authority.ts'
import { type ClusterAddress, type Credentials, writeKubeconfig } from './kubeconfig.ts'

export interface Issuer {
  readonly folder: string
  readonly address: ClusterAddress
  readonly issueToken: Cluster['issueToken']
  /** Without one only service accounts can be vouched for. */
  readonly authority?: Authority
}

let issued = 0

/** Writes kubeconfigs for people and programs with few rights. */
export function kubeconfigsBy(issuer: Issuer): Cluster['kubeconfigFor'] {
  return async (identity, namespace) => {
    issued += 1
    const name = 'user' in identity ? identity.user : identity.serviceAccount
    const file = join(issuer.folder, `${name.replaceAll(/[^\w.-]/g, '-')}-${issued}`)
    const entry = { user: name, credentials: await credentialsFor(issuer, identity), namespace }
    return writeKubeconfig(`${file}.kubeconfig`, issuer.address, entry)
  }
}

async function credentialsFor({ authority, issueToken }: Issuer, identity: Identity): Promise<Credentials> {
  if ('serviceAccount' in identity) return { token: await issueToken(identity.namespace, identity.serviceAccount) }
  const { user, groups = [] } = identity
  if (!authority) throw new Error('this cluster can vouch for service accounts only: it is not the bench’s own')
  return await authority.issue(`user-${issued}`, { name: user, organisations: groups })
}
