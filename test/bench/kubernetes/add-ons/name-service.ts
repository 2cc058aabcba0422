import { writeFileSync } from 'node:fs'
import type { ServerControl } from '../../machine/server-control.ts'
import type { Accounts } from '../control-plane/accounts.ts'
import { CLUSTER_DOMAIN } from '../node/kubelet.ts'
import { inSite, type Site, startInside } from '../site.ts'
import { serviceOnNode } from './service-on-node.ts'

/** CoreDNS, outside of any pod; of names beyond the cluster it says at once that there are none. */
export function startNameService(site: Site, accounts: Accounts): Promise<ServerControl> {
  const file = inSite(site, 'Corefile')
  writeFileSync(
    file,
    `.:53 {
  errors
  ready
  kubernetes ${CLUSTER_DOMAIN} in-addr.arpa ip6.arpa {
    kubeconfig ${accounts.kubeconfigs.coredns}
    pods insecure
    ttl 5
  }
  prometheus :9153
  template ANY ANY . {
    rcode NXDOMAIN
  }
}
`,
  )
  const { cluster } = site.programs
  return startInside(site, { name: 'coredns', command: cluster, args: ['coredns', '-conf', file] })
}

/** Where its readiness is told. */
export function nameServiceReadyUrl({ machine }: Site): string {
  return `http://${machine.addresses.node}:8181/ready`
}

/** What makes it the name service of the cluster. */
export function nameServiceObjects({ machine: { addresses } }: Site): readonly object[] {
  const labels = { 'k8s-app': 'kube-dns', 'kubernetes.io/cluster-service': 'true', 'kubernetes.io/name': 'CoreDNS' }
  const ports = [
    { name: 'dns', port: 53, protocol: 'UDP' },
    { name: 'dns-tcp', port: 53, protocol: 'TCP' },
    { name: 'metrics', port: 9153, protocol: 'TCP' },
  ] as const
  return [
    ...serviceOnNode({ name: 'kube-dns', labels, ports, node: addresses.node, clusterIP: addresses.dns }),
    {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'ClusterRole',
      metadata: { name: 'system:coredns' },
      rules: [
        { apiGroups: [''], resources: ['endpoints', 'services', 'pods', 'namespaces'], verbs: ['list', 'watch'] },
        { apiGroups: ['discovery.k8s.io'], resources: ['endpointslices'], verbs: ['list', 'watch'] },
      ],
    },
    {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'ClusterRoleBinding',
      metadata: { name: 'system:coredns' },
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'system:coredns' },
      subjects: [{ kind: 'ServiceAccount', namespace: 'kube-system', name: 'coredns' }],
    },
  ] as const
}
