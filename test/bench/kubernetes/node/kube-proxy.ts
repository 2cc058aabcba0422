import { writeFileSync } from 'node:fs'
import { stringify } from 'yaml'
import type { ServerControl } from '../../machine/server-control.ts'
import { type Accounts, NODE_NAME } from '../control-plane/accounts.ts'
import { inSite, type Site, startProgram } from '../site.ts'

/** Makes the addresses of services work, by packet filters of the machine's own. */
export function startKubeProxy(site: Site, accounts: Accounts): Promise<ServerControl> {
  const file = inSite(site, 'kube-proxy.yaml')
  const configuration = {
    apiVersion: 'kubeproxy.config.k8s.io/v1alpha1',
    kind: 'KubeProxyConfiguration',
    mode: 'iptables',
    clientConnection: { kubeconfig: accounts.kubeconfigs['kube-proxy'] },
    hostnameOverride: NODE_NAME,
    clusterCIDR: site.machine.addresses.pods,
    detectLocalMode: 'ClusterCIDR',
    // Limits of the whole machine's connection tracking are not for a cluster to set.
    conntrack: { maxPerCore: 0, min: 0, tcpEstablishedTimeout: '0s', tcpCloseWaitTimeout: '0s' },
  }
  writeFileSync(file, stringify(configuration))
  return startProgram(site, 'kube-proxy', { config: file })
}
