import type { ServerControl } from '../../machine/server-control.ts'
import { inSite, type Site, startProgram } from '../site.ts'
import type { Accounts } from './accounts.ts'
import type { Authority } from './authority.ts'

/** What takes a minute or more by default. */
const HASTE = {
  'node-monitor-period': '1s',
  'node-monitor-grace-period': '12s',
  'horizontal-pod-autoscaler-sync-period': '5s',
  'horizontal-pod-autoscaler-initial-readiness-delay': '5s',
  'horizontal-pod-autoscaler-cpu-initialization-period': '10s',
  'horizontal-pod-autoscaler-downscale-stabilization': '15s',
}

export function startControllerManager(site: Site, authority: Authority, accounts: Accounts): Promise<ServerControl> {
  const kubeconfig = accounts.kubeconfigs['kube-controller-manager']
  return startProgram(site, 'kube-controller-manager', {
    kubeconfig,
    'authentication-kubeconfig': kubeconfig,
    'authorization-kubeconfig': kubeconfig,
    'cert-dir': inSite(site, 'kube-controller-manager'),
    'root-ca-file': authority.certificate,
    'service-account-private-key-file': authority.signing.privateKey,
    'use-service-account-credentials': true,
    'leader-elect': false,
    // With the usual limits bare pods are refused for 9 s: no default service account yet.
    'kube-api-qps': 500,
    'kube-api-burst': 1000,
    ...(site.hasty && HASTE),
  })
}

export function startScheduler(site: Site, accounts: Accounts): Promise<ServerControl> {
  const kubeconfig = accounts.kubeconfigs['kube-scheduler']
  return startProgram(site, 'kube-scheduler', {
    kubeconfig,
    'authentication-kubeconfig': kubeconfig,
    'authorization-kubeconfig': kubeconfig,
    'cert-dir': inSite(site, 'kube-scheduler'),
    'leader-elect': false,
  })
}
