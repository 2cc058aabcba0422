import { mkdirSync, writeFileSync } from 'node:fs'
import { stringify } from 'yaml'
import type { ServerControl } from '../../machine/server-control.ts'
import { type Accounts, NODE_NAME } from '../control-plane/accounts.ts'
import { inSite, type Site, startProgram } from '../site.ts'
import { CONTAINERD_SOCKET } from './container-runtime.ts'

/** The domain of services. */
export const CLUSTER_DOMAIN = 'cluster.local'

export function startKubelet(site: Site, accounts: Accounts): Promise<ServerControl> {
  const root = inSite(site, 'kubelet')
  mkdirSync(root)
  const file = inSite(site, 'kubelet.yaml')
  const haste = site.hasty && { nodeStatusUpdateFrequency: '3s', nodeLeaseDurationSeconds: 8 }
  writeFileSync(file, stringify({ ...configuration(site), ...haste }))
  return startProgram(site, 'kubelet', {
    config: file,
    kubeconfig: accounts.kubeconfigs.kubelet,
    'hostname-override': NODE_NAME,
    'node-ip': site.machine.addresses.node,
    'root-dir': root,
    'cert-dir': inSite(site, 'kubelet', 'pki'),
  })
}

function configuration(site: Site): object {
  return {
    apiVersion: 'kubelet.config.k8s.io/v1beta1',
    kind: 'KubeletConfiguration',
    // Only the API server and who is on this machine can reach it.
    authentication: { anonymous: { enabled: true }, webhook: { enabled: false } },
    authorization: { mode: 'AlwaysAllow' },
    containerRuntimeEndpoint: `unix://${CONTAINERD_SOCKET}`,
    cgroupDriver: 'cgroupfs',
    cgroupRoot: site.cgroups.root,
    failCgroupV1: false,
    failSwapOn: false,
    oomScoreAdj: 0,
    makeIPTablesUtilChains: false,
    clusterDNS: [site.machine.addresses.dns],
    clusterDomain: CLUSTER_DOMAIN,
    resolvConf: '/etc/resolv.conf',
    podLogsDir: '/var/log/pods',
    volumePluginDir: inSite(site, 'kubelet', 'volume-plugins'),
    staticPodPath: '',
    // The disk is its owner's, not the node's: images cannot be fetched again, and a full disk is no reason to evict.
    imageGCHighThresholdPercent: 100,
    evictionHard: { 'memory.available': '100Mi', 'nodefs.available': '0%', 'imagefs.available': '0%' },
  }
}
