import type { ServiceInCluster } from '../../clients/kubernetes/client.ts'
import { defineFacts } from '../../core/facts.ts'
import { type Asked, asked, mapAsked, seenOf } from './asked.ts'
import { type Manager, managerOf } from './manager.ts'
import { type IngressView, ingressesTo } from './network-ingress.ts'
import { type PortView, portsOf } from './network-ports.ts'
import { type EndpointSlice, endpointSlices } from './objects/endpoint-slice.ts'
import { ingresses } from './objects/ingress.ts'
import { type KubeService, kubeServices } from './objects/kube-service.ts'
import { type Labels, pairsSelect } from './objects/label-selector.ts'
import type { Meta } from './objects/meta.ts'
import type { Pod } from './objects/pod.ts'
import type { Workload } from './objects/workload.ts'
import { neighboursOf, podsOf, workloadsOf } from './own.ts'
import { isMeantFor, isMeantForLonely } from './served-by.ts'

/** How traffic comes to the pods of a service. */
export interface Network {
  /** Services that select its pods, or are meant to and select nothing. */
  readonly services: readonly ServiceView[]
  readonly workloads: readonly WorkloadView[]
  readonly ingresses: Asked<readonly IngressView[]>
}

export interface ServiceView {
  readonly name: string
  readonly headless: boolean
  readonly selector: Labels
  /** `meant`: by its name or labels, but its selector fits no pod. */
  readonly relation: 'selects' | 'meant'
  /** Names of the workloads whose pods it selects, or should. */
  readonly workloads: readonly string[]
  readonly ports: readonly PortView[]
  /** How many of the pods that it selects, or should, are ready; by the pods. */
  readonly readyPods: number
  /** How long at least one of them has been ready; null where none is. */
  readonly readyForMs: number | null
  readonly wanted: number
  readonly endpoints: Asked<EndpointCounts>
  /** Since its ports or its selector were written the last time. */
  readonly changedAgoMs: number
  /** The program that wrote it last: `kubectl-edit`, `helm`. */
  readonly changedBy: string | null
  readonly manager: Manager
}

export interface EndpointCounts {
  readonly ready: number
  readonly notReady: number
}

export interface WorkloadView {
  readonly kind: Workload['kind']
  readonly name: string
  readonly wanted: number
  readonly ready: number
  /** Of its pods. */
  readonly labels: Labels
  /** As a label selector of the API. */
  readonly selector: string
}

/** Services, endpoints and ingresses in front of the pods of a service. */
export const network = defineFacts<Network, ServiceInCluster>({
  id: 'kubernetes.network',
  system: 'kubernetes',
  cost: 'cheap',
  async collect(client) {
    const scope = { namespace: client.namespace }
    const [all, slices, ways, workloads, pods] = await Promise.all([
      client.cluster.list(kubeServices, scope),
      asked(client.cluster.list(endpointSlices, scope)),
      asked(client.cluster.list(ingresses, scope)),
      workloadsOf(client),
      podsOf(client),
    ])
    const services = await ownOnly(servicesBefore(workloads, { all, pods, slices }), client)
    return {
      services,
      workloads: workloads.map(({ kind, name, wanted, ready, selector, template }) => ({
        ...{ kind, name, wanted, ready, selector },
        labels: template.labels,
      })),
      ingresses: mapAsked(ways, (list) => ingressesTo(list, services, all, client)),
    }
  },
})

interface Ground {
  readonly all: readonly KubeService[]
  readonly pods: readonly Pod[]
  readonly slices: Asked<readonly EndpointSlice[]>
}

/** Where no Service at all is before the pods, one that nearly fits them was meant to be. */
function servicesBefore(workloads: readonly Workload[], ground: Ground): readonly ServiceView[] {
  const sure = ground.all.flatMap((each) => viewOf(each, workloads, ground, isMeantFor))
  return sure.length > 0 ? sure : ground.all.flatMap((each) => viewOf(each, workloads, ground, isMeantForLonely))
}

/** A Service that fits pods of another workload, which has none now, is the Service of that one. */
async function ownOnly(services: readonly ServiceView[], client: ServiceInCluster): Promise<readonly ServiceView[]> {
  if (services.every(({ relation }) => relation === 'selects')) return services
  const others = await neighboursOf(client)
  return services.filter(
    ({ relation, selector }) =>
      relation === 'selects' || !others.some(({ template }) => pairsSelect(selector, template.labels)),
  )
}

function viewOf(
  service: KubeService,
  workloads: readonly Workload[],
  { pods, slices }: Ground,
  isMeant: (service: KubeService, workload: Workload) => boolean,
): readonly ServiceView[] {
  // Without a selector somebody else writes its endpoints.
  if (service.type === 'ExternalName' || Object.keys(service.selector).length === 0) return []
  const selected = workloads.filter(({ template }) => pairsSelect(service.selector, template.labels))
  const endpoints = mapAsked(slices, (list) => countsOf(service, list))
  const counts = seenOf(endpoints)
  // What has endpoints selects pods of somebody else.
  const isOfOthers = counts !== undefined && counts.ready + counts.notReady > 0
  const meant = selected.length > 0 || isOfOthers ? [] : workloads.filter((workload) => isMeant(service, workload))
  const behind = selected.length > 0 ? selected : meant
  if (behind.length === 0) return []
  const ready = pods.filter(
    (pod) =>
      pod.isReady &&
      pod.deletedAgoMs === null &&
      behind.some(({ template }) => pairsSelect(selected.length > 0 ? service.selector : template.labels, pod.labels)),
  )
  return [
    {
      name: service.name,
      headless: service.headless,
      selector: service.selector,
      relation: selected.length > 0 ? 'selects' : 'meant',
      workloads: behind.map(({ name }) => name),
      ports: portsOf(
        service,
        behind.map(({ template }) => template),
      ),
      readyPods: ready.length,
      readyForMs: ready.length === 0 ? null : Math.max(...ready.map(readyForMs)),
      wanted: behind.reduce((sum, { wanted }) => sum + wanted, 0),
      endpoints,
      changedAgoMs: service.writtenAgoMs,
      changedBy: writerOf(service),
      manager: managerOf(service),
    },
  ]
}

/**
 * Each pod once, however many slices name it. What is ending counts as gone, and so does what no port of the Service leads to: pods without a
 * port of that name stand in a slice without ports.
 */
function countsOf(service: KubeService, slices: readonly EndpointSlice[]): EndpointCounts {
  const own = slices.filter((slice) => slice.service === service.name)
  const led = own.filter(({ ports }) => ports.length > 0 || service.ports.length === 0)
  const staying = led.flatMap(({ endpoints }) => endpoints).filter(({ terminating }) => !terminating)
  const keys = (ready: boolean) =>
    new Set(staying.filter((each) => each.ready === ready).map(({ pod, addresses }) => pod ?? addresses.join(',')))
  const ready = keys(true)
  return { ready: ready.size, notReady: [...keys(false)].filter((key) => !ready.has(key)).length }
}

/** What controllers write into the status does not count. */
function writerOf({ writers }: Meta): string | null {
  return writers.find(({ subresource }) => subresource === null)?.manager ?? null
}

function readyForMs({ conditions }: Pod): number {
  return conditions.find(({ type }) => type === 'Ready')?.changedAgoMs ?? 0
}
