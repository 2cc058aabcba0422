import { isIP } from 'node:net'
import { CannotAsk } from '../../core/facts.ts'
import type { ClusterClient } from './client.ts'
import {
  type Endpoint,
  podNames,
  type ServiceAddress,
  type SliceOfEndpoints,
  serviceAddresses,
  slices,
} from './reachable-objects.ts'
import { readPodAddress, readServiceName, type ServiceName } from './service-name.ts'

/** Where an address of a container's environment leads: to a port of a pod, or out of the cluster. */
export type Route =
  | { readonly kind: 'pod'; readonly pod: { readonly namespace: string; readonly name: string }; readonly port: number }
  | {
      readonly kind: 'outside'
      readonly host: string
      readonly port: number
      /** Set where the name may be one of the cluster after all, in a namespace that may not be read. */
      readonly unless?: CannotAsk
    }

/** An ExternalName may name a Service that is one, too; a ring must end. */
const mostHops = 4

/** Follows what the cluster's DNS and Services would do for a pod of a namespace. Rejects with CannotAsk where nothing is ready there. */
export async function routeTo(
  cluster: ClusterClient,
  namespace: string,
  host: string,
  port: number,
  hops: number = mostHops,
): Promise<Route> {
  const address = isIP(host) === 0 ? readPodAddress(host) : host
  if (address !== null)
    return (await routeOfAddress(cluster, namespace, address, port)) ?? { kind: 'outside', host, port }
  const hidden: CannotAsk[] = []
  for (const name of readServiceName(host, namespace)) {
    const service = await serviceOf(cluster, name)
    if (service instanceof CannotAsk) hidden.push(service)
    if (service === null || service instanceof CannotAsk) continue
    const { externalName } = service
    if (externalName === null) return routeOfService(cluster, service, name.pod, port)
    if (hops > 0) return routeTo(cluster, service.namespace, externalName, port, hops - 1)
    throw new CannotAsk('unreachable', `${host} is an ExternalName that leads back to itself`)
  }
  const [unless] = hidden
  return { kind: 'outside', host, port, ...(unless && { unless }) }
}

/** Null: the name is not of this cluster. What a name only might mean need not be readable. */
async function serviceOf(cluster: ClusterClient, name: ServiceName): Promise<ServiceAddress | CannotAsk | null> {
  const { namespace, service, certain } = name
  const found = await cluster.get(serviceAddresses, namespace, service).catch((error: unknown) => {
    if (!certain && error instanceof CannotAsk && error.unasked.kind === 'forbidden') return error
    throw error
  })
  if (found === null && certain) throw new CannotAsk('unreachable', `there is no Service ${namespace}/${service}`)
  return found
}

async function routeOfService(
  cluster: ClusterClient,
  service: ServiceAddress,
  pod: string | null,
  port: number,
): Promise<Route> {
  const { namespace, name } = service
  const labelSelector = `kubernetes.io/service-name=${name}`
  const found = await cluster.list(slices, { namespace, labelSelector })
  const places = found.flatMap((slice) => placesOf(slice, service, pod, port))
  const ready = places.filter((place) => place.endpoint.ready)
  // A pod rather than an address, and always the same one.
  const [best] = ready.toSorted((left, right) => orderOf(left.endpoint).localeCompare(orderOf(right.endpoint)))
  if (best === undefined) throw nothingReady(service, pod, port, places.length)
  const target = best.endpoint.pod
  if (target === null) return { kind: 'outside', host: best.endpoint.address, port: best.port }
  return { kind: 'pod', pod: { namespace, name: target }, port: best.port }
}

interface Place {
  readonly endpoint: Endpoint
  readonly port: number
}

/** A headless Service has no port of its own: its names lead to the pods, whatever the port. */
function placesOf(
  slice: SliceOfEndpoints,
  service: ServiceAddress,
  pod: string | null,
  port: number,
): readonly Place[] {
  const headless = service.addresses.length === 0
  const name = service.ports.find((each) => each.port === port)?.name
  const target = headless ? port : slice.ports.find((each) => each.name === name)?.port
  if (target === undefined || target === null) return []
  const meant = slice.endpoints.filter((each) => pod === null || each.hostname === pod)
  return meant.map((endpoint) => ({ endpoint, port: target }))
}

function orderOf({ pod, address }: Endpoint): string {
  return pod === null ? `1 ${address}` : `0 ${pod}`
}

function nothingReady(service: ServiceAddress, pod: string | null, port: number, others: number): CannotAsk {
  const where = `${service.namespace}/${service.name}`
  const known = service.ports.map((each) => each.port)
  if (service.addresses.length > 0 && !known.includes(port))
    return new CannotAsk(
      'unreachable',
      `the Service ${where} has no port ${port}, only ${known.join(', ') || 'none at all'}`,
    )
  const who = pod === null ? `the Service ${where}` : `${pod} of the Service ${where}`
  const state = others === 0 ? 'has no endpoint' : `has no ready endpoint (${others} not ready)`
  return new CannotAsk('unreachable', `${who} ${state}`)
}

/** Null: no Service and no pod has this address. */
async function routeOfAddress(
  cluster: ClusterClient,
  namespace: string,
  address: string,
  port: number,
): Promise<Route | null> {
  const everywhere = { services: await mayList(cluster, 'services'), pods: await mayList(cluster, 'pods') }
  const services = await cluster.list(serviceAddresses, everywhere.services ? {} : { namespace })
  const service = services.find(({ addresses }) => addresses.includes(address))
  if (service !== undefined) return routeOfService(cluster, service, null, port)
  const fieldSelector = `status.podIP=${address}`
  const pods = await cluster.list(podNames, everywhere.pods ? { fieldSelector } : { namespace, fieldSelector })
  // Pods on the network of their node share its address: which of them listens is not known.
  const [pod] = pods.filter(({ hostNetwork }) => !hostNetwork)
  return pod === undefined ? null : { kind: 'pod', pod: { namespace: pod.namespace, name: pod.name }, port }
}

function mayList(cluster: ClusterClient, resource: string): Promise<boolean> {
  return cluster.may('list', '', resource, {})
}
