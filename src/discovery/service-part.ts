import type { HttpSettings } from '../clients/http/settings.ts'
import type { ClusterClient, ServiceInCluster } from '../clients/kubernetes/client.ts'
import type { Context } from '../config/context.ts'
import type { Part } from '../config/part.ts'
import type { ServiceConfig } from '../config/schema/service.ts'
import type { ScopedConnection } from '../config/scoped-connection.ts'
import { httpConnections, logConnections } from '../config/service-parts.ts'
import type { Budget, Unasked } from '../core/facts.ts'
import type { Target } from '../core/target.ts'
import { clusterKey } from './cluster-part.ts'
import type { FoundService } from './found-service.ts'
import { refText } from './found-workload.ts'
import { serviceHandles } from './handles.ts'
import { type HttpEndpoint, httpEndpointOf } from './http-endpoint.ts'
import { type KubeNames, serviceForms } from './kube-names.ts'
import type { OpenCluster } from './open-clusters.ts'
import type { WaysIn } from './ways-in.ts'

/** What the part of a service on a cluster is made with. */
export interface ServiceGround {
  readonly cluster: OpenCluster
  readonly names: KubeNames
  readonly ways: WaysIn
  readonly context: Context
  /** Its entry in the file; empty where it has none. */
  readonly config: ServiceConfig
  /** Keys of what it needs. */
  readonly dependsOn: readonly string[]
  /** Addresses that its environment names. */
  readonly needs: readonly string[]
  /** Why the history of releases cannot be read; undefined where it can. */
  readonly noHistory: Unasked | undefined
}

export function serviceOnClusterKey(cluster: string, namespace: string, name: string): string {
  return `service ${cluster}/${namespace}/${name}`
}

/** A service that was found on a cluster, with the ways to ask it. */
export function servicePart(service: FoundService, ground: ServiceGround): Part {
  const { cluster, config, names, dependsOn, context } = ground
  const { namespace, name, workloads } = service
  const { restart, rollback } = config.commands ?? {}
  const front = names.before(workloads)
  const addresses = front.flatMap((each) => each.ports.flatMap(({ port }) => serviceForms(each, port, namespace)))
  return {
    key: serviceOnClusterKey(cluster.name, namespace, name),
    system: 'service',
    cluster: cluster.name,
    namespace,
    kind: 'service',
    name,
    named: true,
    dependsOn: [...dependsOn, clusterKey(cluster.name)],
    addresses: [...new Set(addresses)],
    handles: { ...serviceHandles(service, cluster), ...(restart && { restart }), ...(rollback && { rollback }) },
    connect: (target) => [
      ...onCluster(service, target, ground),
      ...(service.database === null ? http(service, target, ground) : []),
      ...(config.logs === undefined ? podLogs(service, target, ground) : logConnections(config, target, context)),
    ],
  }
}

function onCluster(service: FoundService, target: Target, ground: ServiceGround): readonly ScopedConnection[] {
  const { cluster, noHistory } = ground
  const { helmRelease, workloads } = service
  const written = { workloads: workloads.map(({ ref }) => refText(ref)).join(', ') }
  const settings = async () => cluster.onCluster((client) => inCluster(service, client, ground))
  const kubernetes: ScopedConnection = { system: 'kubernetes', target, written, settings }
  if (helmRelease === null) return [kubernetes]
  const { name, namespace } = helmRelease
  const helm: ScopedConnection = {
    system: 'helm',
    target,
    ...(noHistory && { notDialled: noHistory }),
    written: { release: `${namespace}/${name}` },
    settings: async () => cluster.onCluster((client) => ({ ...inCluster(service, client, ground), namespace })),
  }
  return [kubernetes, helm]
}

function inCluster(service: FoundService, cluster: ClusterClient, { needs }: ServiceGround): ServiceInCluster {
  const { namespace, name, workloads, helmRelease } = service
  const refs = workloads.map(({ ref }) => ref)
  return { cluster, namespace, service: name, workloads: refs, helmRelease: helmRelease?.name ?? null, needs }
}

/** Databases write for themselves: what they log about those who call them is not said by a service. */
function podLogs(service: FoundService, target: Target, ground: ServiceGround): readonly ScopedConnection[] {
  const { cluster } = ground
  if (service.database !== null) return []
  const written = { pods: service.workloads.map(({ ref }) => refText(ref)).join(', ') }
  const connect = async (client: ClusterClient, budget: Budget) => {
    const { openPodLogs } = await import('../clients/logs/open-pod-logs.ts')
    const { podsOf } = await import('../facts/kubernetes/own.ts')
    const { podsToRead } = await import('./pods-to-read.ts')
    const asked = inCluster(service, client, ground)
    return (await openPodLogs({ service: asked, pods: async () => podsToRead(await podsOf(asked)) }, budget)).client
  }
  return [{ system: 'logs', target, written, settings: async () => cluster.onCluster(connect) }]
}

function http(service: FoundService, target: Target, ground: ServiceGround): readonly ScopedConnection[] {
  const { config, context, names, ways } = ground
  if (config.url !== undefined) return httpConnections(config, target, context)
  const endpoint = httpEndpointOf(service, names.before(service.workloads))
  if (endpoint === null) return []
  const toPods = ways.toPods(endpoint.workload)
  const { scheme, host, port } = endpoint
  const url = `${scheme}://${host}:${port}`
  return [
    {
      system: 'http',
      target,
      ...(toPods.notDialled && { notDialled: toPods.notDialled }),
      written: { url, via: toPods.words },
      settings: async () => ({ url, ...(await httpSettings(endpoint, ground)) }),
    },
  ]
}

async function httpSettings(endpoint: HttpEndpoint, ground: ServiceGround): Promise<Omit<HttpSettings, 'url'>> {
  const { config, context, ways } = ground
  const { paths, metrics } = config.health ?? {}
  const authorization =
    config.authorization && (await context.references.secret(config.authorization, `${context.place}.authorization`))
  const toPods = ways.toPods(endpoint.workload)
  const elsewhere = ways.written()
  return {
    probePaths: endpoint.paths,
    ...(paths && { healthPaths: paths }),
    ...((metrics ?? endpoint.metrics) && { metrics: metrics ?? endpoint.metrics ?? '' }),
    ...(authorization && { authorization }),
    // As the kubelet, which asks the same port and verifies nothing: certificates of pods are rarely for a name that could be verified.
    ...(endpoint.scheme === 'https' && { tls: { verify: 'none' } }),
    dial: (host, ...where) => (host === endpoint.host ? toPods : elsewhere).dial(host, ...where),
  }
}
