import type { ClusterInScope, ServiceInScope } from '../config/discovered.ts'
import { fileEntry } from './file-entry.ts'
import { foundNeeds } from './found-needs.ts'
import type { FoundService } from './found-service.ts'
import { refText } from './found-workload.ts'
import { locatedAt, locatedKey } from './located.ts'
import type { ClosedCluster, Cluster } from './open-clusters.ts'
import type { Reached } from './reach-services.ts'
import { ownerText } from './service-owner.ts'
import type { Survey } from './survey.ts'

export function clusterInScope(
  cluster: Cluster,
  surveys: readonly Survey[],
  closed: readonly ClosedCluster[],
): ClusterInScope {
  const { name, wanted } = cluster
  const session = 'session' in cluster ? cluster.session : undefined
  return {
    name,
    context: session?.access.context ?? wanted.context ?? null,
    kubeconfig: wanted.kubeconfig ?? null,
    server: session?.access.server ?? null,
    identity: session?.identity ?? null,
    namespaces: surveys.find((survey) => survey.cluster === cluster)?.namespaces ?? wanted.namespaces ?? [],
    unasked: closed.find((each) => each.name === name)?.unasked ?? null,
  }
}

export function serviceInScope(survey: Survey, service: FoundService, all: readonly Reached[]): ServiceInScope {
  const { namespace, name, workloads, owner, database } = service
  const key = locatedKey(locatedAt(survey, service))
  const reached = all.find(({ at }) => locatedKey(at) === key)
  return {
    target: { system: 'service', cluster: survey.cluster.name, namespace, kind: 'service', name },
    workloads: workloads.map(({ ref }) => refText(ref)),
    owner: ownerText(owner),
    isDatabase: database !== null,
    ...(reached && { needs: foundNeeds(reached), entry: fileEntry(service, reached, nameIn(all)) }),
  }
}

/** The name of a service by its key. */
function nameIn(all: readonly Reached[]): (key: string) => string | undefined {
  const names = new Map(all.map(({ at }) => [locatedKey(at), at.name]))
  return (key) => names.get(key)
}
