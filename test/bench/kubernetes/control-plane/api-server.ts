import { writeFileSync } from 'node:fs'
import { stringify } from 'yaml'
import type { ServerControl } from '../../machine/server-control.ts'
import { inSite, type Site, startProgram } from '../site.ts'
import type { Accounts } from './accounts.ts'
import type { Authority } from './authority.ts'
import { ETCD_URL } from './etcd.ts'

/** In a network of its own the usual port is always free. */
export const API_PORT = 6443

const ISSUER = 'https://kubernetes.default.svc.cluster.local'

/** Who asked for what, without bodies: a line of JSON for each request. */
const auditPolicy = {
  apiVersion: 'audit.k8s.io/v1',
  kind: 'Policy',
  omitStages: ['RequestReceived'],
  rules: [{ level: 'Metadata' }],
}

/** Where the API server notes every request. */
export function auditLogOf(site: Site): string {
  return inSite(site, 'audit.log')
}

/** Starts it; it answers some seconds later. */
export async function startApiServer(site: Site, authority: Authority, accounts: Accounts): Promise<ServerControl> {
  const { node, apiService, services } = site.machine.addresses
  const names = ['kubernetes', 'kubernetes.default', 'kubernetes.default.svc', 'localhost']
  const addresses = [node, apiService, '127.0.0.1']
  const subjects = [...names.map((name) => `DNS:${name}`), ...addresses.map((address) => `IP:${address}`)]
  const [server, aggregator] = await Promise.all([
    authority.issue('kube-apiserver', { name: 'kube-apiserver' }, subjects),
    authority.issue('aggregator', { name: 'front-proxy-client' }),
  ])
  const policy = inSite(site, 'audit-policy.yaml')
  writeFileSync(policy, stringify(auditPolicy))
  return await startProgram(site, 'kube-apiserver', {
    'etcd-servers': ETCD_URL,
    'bind-address': '0.0.0.0',
    'secure-port': API_PORT,
    'advertise-address': node,
    'tls-cert-file': server.certificate,
    'tls-private-key-file': server.key,
    'client-ca-file': authority.certificate,
    'token-auth-file': accounts.tokenFile,
    'authorization-mode': 'Node,RBAC',
    'enable-admission-plugins': 'NodeRestriction',
    'service-account-issuer': ISSUER,
    'service-account-key-file': authority.signing.publicKey,
    'service-account-signing-key-file': authority.signing.privateKey,
    'service-cluster-ip-range': services,
    'kubelet-preferred-address-types': 'InternalIP',
    'allow-privileged': true,
    // For metrics.k8s.io, which is answered by another server.
    'enable-aggregator-routing': true,
    'requestheader-client-ca-file': authority.certificate,
    'requestheader-allowed-names': 'front-proxy-client',
    'requestheader-username-headers': 'X-Remote-User',
    'requestheader-group-headers': 'X-Remote-Group',
    'requestheader-extra-headers-prefix': 'X-Remote-Extra-',
    'proxy-client-cert-file': aggregator.certificate,
    'proxy-client-key-file': aggregator.key,
    'audit-policy-file': policy,
    'audit-log-path': auditLogOf(site),
    'audit-log-format': 'json',
  })
}
