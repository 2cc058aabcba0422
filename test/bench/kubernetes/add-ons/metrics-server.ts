import type { ServerControl } from '../../machine/server-control.ts'
import type { Accounts } from '../control-plane/accounts.ts'
import { inSite, type Site, startProgram } from '../site.ts'
import { serviceOnNode } from './service-on-node.ts'

const NAME = 'metrics-server'
const PORT = 4443

/** Answers `kubectl top`, some 20 s after its start: it needs two readings. */
export function startMetricsServer(site: Site, accounts: Accounts): Promise<ServerControl> {
  const kubeconfig = accounts.kubeconfigs[NAME]
  return startProgram(site, NAME, {
    kubeconfig,
    'authentication-kubeconfig': kubeconfig,
    'authorization-kubeconfig': kubeconfig,
    'cert-dir': inSite(site, NAME),
    'secure-port': PORT,
    'kubelet-insecure-tls': true,
    'kubelet-use-node-status-port': true,
    'kubelet-preferred-address-types': 'InternalIP',
    'kubelet-request-timeout': '5s',
    // The least it accepts.
    'metric-resolution': '10s',
  })
}

/** What makes it the server of metrics.k8s.io. */
export function metricsServerObjects({ machine }: Site): readonly object[] {
  const ports = [{ name: 'https', port: 443, targetPort: PORT, protocol: 'TCP' }] as const
  return [
    ...serviceOnNode({ name: NAME, labels: { 'k8s-app': NAME }, ports, node: machine.addresses.node }),
    {
      apiVersion: 'apiregistration.k8s.io/v1',
      kind: 'APIService',
      metadata: { name: 'v1beta1.metrics.k8s.io' },
      spec: {
        ...{ group: 'metrics.k8s.io', version: 'v1beta1', groupPriorityMinimum: 100, versionPriority: 100 },
        insecureSkipTLSVerify: true,
        service: { namespace: 'kube-system', name: NAME },
      },
    },
    {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'ClusterRole',
      metadata: { name: `system:${NAME}` },
      rules: [
        { apiGroups: [''], resources: ['nodes/metrics'], verbs: ['get'] },
        { apiGroups: [''], resources: ['pods', 'nodes'], verbs: ['get', 'list', 'watch'] },
      ],
    },
    {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'ClusterRole',
      // Who may view may also see what is used, as its own manifests have it.
      metadata: { name: 'system:aggregated-metrics-reader', labels: aggregatedTo('view', 'edit', 'admin') },
      rules: [{ apiGroups: ['metrics.k8s.io'], resources: ['pods', 'nodes'], verbs: ['get', 'list', 'watch'] }],
    },
    clusterRoleBinding(`system:${NAME}`, `system:${NAME}`),
    clusterRoleBinding(`${NAME}:system:auth-delegator`, 'system:auth-delegator'),
    {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'RoleBinding',
      metadata: { name: `${NAME}-auth-reader`, namespace: 'kube-system' },
      roleRef: { ...role, kind: 'Role', name: 'extension-apiserver-authentication-reader' },
      subjects: [subject],
    },
  ]
}

const role = { apiGroup: 'rbac.authorization.k8s.io' }
const subject = { kind: 'ServiceAccount', namespace: 'kube-system', name: NAME }

function aggregatedTo(...roles: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries(roles.map((each) => [`rbac.authorization.k8s.io/aggregate-to-${each}`, 'true']))
}

function clusterRoleBinding(name: string, roleName: string): object {
  return {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'ClusterRoleBinding',
    metadata: { name },
    roleRef: { ...role, kind: 'ClusterRole', name: roleName },
    subjects: [subject],
  }
}
