import type { ServiceInCluster } from '../../clients/kubernetes/client.ts'
import { defineFacts } from '../../core/facts.ts'
import { asked, seenOf } from './asked.ts'
import { endpointSlices, serviceNameLabel } from './objects/endpoint-slice.ts'
import { type KubeService, kubeServices } from './objects/kube-service.ts'
import { workloadsOf } from './own.ts'
import { type Address, addressesNamedBy, namesOf, placeOf } from './spoken-addresses.ts'

/** The Services that the configuration of a service names as its dependencies. */
export interface NeededServices {
  readonly needed: readonly NeededService[]
}

export interface NeededService {
  readonly service: string
  readonly namespace: string
  /** Names and addresses by which programs speak of it. */
  readonly hosts: readonly string[]
  readonly port: number
  readonly exists: boolean
  /** Null where it does not exist. */
  readonly createdAgoMs: number | null
  /** Without one somebody else writes its endpoints: they may be outside of the cluster. */
  readonly hasSelector: boolean
  readonly ready: number
  readonly notReady: number
  readonly changedAgoMs: number | null
}

/** Whether anybody stands behind the Services that a service depends on. What may not be seen is left out. */
export const neededServices = defineFacts<NeededServices, ServiceInCluster>({
  id: 'kubernetes.needed-services',
  system: 'kubernetes',
  cost: 'cheap',
  async collect(client) {
    const addresses = addressesNamedBy(client.needs ?? [], await workloadsOf(client))
    const seen = await Promise.all(addresses.map((address) => seenAt(address, client)))
    return { needed: seen.flatMap((each) => each ?? []) }
  },
})

async function seenAt({ host, port }: Address, client: ServiceInCluster): Promise<NeededService | null> {
  const place = placeOf(host, client.namespace)
  if (place === null) return null
  const { name, namespace } = place
  const [service, counts] = await Promise.all([
    serviceAt(client, namespace, name),
    endpointsOf(client, namespace, name),
  ])
  // A bare name that is no Service may be found elsewhere; `…svc` may not.
  if (service === undefined || counts === undefined || (service === null && !host.includes('.svc'))) return null
  if (service?.type === 'ExternalName') return null
  return {
    service: name,
    ...{ namespace, port, ...counts },
    hosts: [...namesOf(name, namespace, client.namespace), ...(service?.clusterIp ? [service.clusterIp] : [])],
    exists: service !== null,
    createdAgoMs: service?.createdAgoMs ?? null,
    hasSelector: Object.keys(service?.selector ?? {}).length > 0,
  }
}

/** Of the own namespace all are listed anyway. Undefined where it may not be seen. */
async function serviceAt(
  { cluster, namespace: own }: ServiceInCluster,
  namespace: string,
  name: string,
): Promise<KubeService | null | undefined> {
  if (namespace !== own) return seenOf(await asked(cluster.get(kubeServices, namespace, name)))
  const all = seenOf(await asked(cluster.list(kubeServices, { namespace })))
  return all === undefined ? undefined : (all.find((each) => each.name === name) ?? null)
}

async function endpointsOf({ cluster, namespace: own }: ServiceInCluster, namespace: string, name: string) {
  const scope = namespace === own ? { namespace } : { namespace, labelSelector: `${serviceNameLabel}=${name}` }
  const slices = seenOf(await asked(cluster.list(endpointSlices, scope)))?.filter(({ service }) => service === name)
  if (slices === undefined) return undefined
  // Where no port of the Service leads to the pods, the slice has none.
  const led = slices.filter(({ ports }) => ports.length > 0)
  const endpoints = led.flatMap((slice) => slice.endpoints).filter(({ terminating }) => !terminating)
  const addresses = (ready: boolean) =>
    new Set(endpoints.filter((each) => each.ready === ready).map(({ pod, addresses: [first] }) => pod ?? first)).size
  const ages = slices.flatMap(({ writers }) => writers[0]?.agoMs ?? [])
  return {
    ready: addresses(true),
    notReady: addresses(false),
    changedAgoMs: ages.length === 0 ? null : Math.min(...ages),
  }
}
