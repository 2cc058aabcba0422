import type { Part } from '../config/part.ts'
import type { OnCluster } from '../config/scoped-connection.ts'
import { CannotAsk, type Unasked } from '../core/facts.ts'
import type { Cluster } from './open-clusters.ts'

export function clusterKey(name: string): string {
  return `cluster ${name}`
}

/** A cluster as one system of the environment. `unasked`: why nothing of it is asked. */
export function clusterPart(cluster: Cluster, unasked: Unasked | undefined): Part {
  const { name } = cluster
  const access = 'session' in cluster ? cluster.session.access : undefined
  return {
    key: clusterKey(name),
    system: 'cluster',
    cluster: name,
    kind: 'cluster',
    name,
    named: true,
    dependsOn: [],
    addresses: [],
    handles: access === undefined ? {} : { kubectl: access.kubectl, helm: access.helm },
    connect: (target) => [
      {
        system: 'cluster',
        target,
        ...(cluster.pinned !== undefined && { pinnedIdentity: cluster.pinned }),
        ...(unasked && { notDialled: unasked }),
        written: {
          ...(access && { server: access.server }),
          ...(cluster.wanted.kubeconfig !== undefined && { kubeconfig: cluster.wanted.kubeconfig }),
        },
        settings: async () => ('session' in cluster ? cluster.onCluster((client) => client) : never(cluster.unasked)),
      },
    ],
  }
}

/** What stands in for a way that is not there. */
export function never({ kind, reason, grant }: Unasked): OnCluster {
  return {
    connect: async () => {
      throw new CannotAsk(kind, reason, grant)
    },
  }
}
