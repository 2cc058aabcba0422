import type { ServiceInCluster } from '../../clients/kubernetes/client.ts'
import { asked, seenOf } from './asked.ts'
import { type EndpointSlice, endpointSlices } from './objects/endpoint-slice.ts'
import { type KubeService, kubeServices, type ServicePort } from './objects/kube-service.ts'
import { type NetworkPolicy, networkPolicies } from './objects/network-policy.ts'
import type { Workload } from './objects/workload.ts'
import type { Peer, Ports } from './policy-verdict.ts'
import { type Address, addressesNamedBy, namesOf, placeOf } from './spoken-addresses.ts'

/** Something that a service may want to connect to, as network policies see it. */
export interface Destination {
  /** `users-db.data:5432`, or the address as it is configured. */
  readonly to: string
  /** Names and addresses by which programs speak of it. */
  readonly hosts: readonly string[]
  /** Ports by which they speak of it: that of the Service, and that of the pods. */
  readonly ports: readonly number[]
  readonly namespace: string
  /** The configuration of the service names it. */
  readonly needed: boolean
  readonly peer: Peer
  /** At the pods: what policies speak of. */
  readonly at: Ports
  /** Of its own namespace; none where they may not be seen. */
  readonly policies: readonly NetworkPolicy[]
}

/** Each port of the Services of the own namespace, and whatever else the configuration of the service names. */
export async function destinationsOf(
  client: ServiceInCluster,
  workloads: readonly Workload[],
  own: readonly NetworkPolicy[],
): Promise<readonly Destination[]> {
  const needed = addressesNamedBy(client.needs ?? [], workloads)
  const others = new Set(needed.flatMap((each) => placeOf(each.host, client.namespace)?.namespace ?? []))
  others.delete(client.namespace)
  const [home, ...abroad] = await Promise.all([
    ownNamespace(client, own),
    ...[...others].map((namespace) => otherNamespace(client, namespace, needed)),
  ])
  const inside = [home, ...abroad].flatMap((seen) =>
    seen.services.flatMap((service) =>
      service.ports.map((port) => insider(service, port, seen, client.namespace, needed)),
    ),
  )
  const outside = needed.filter((address) => !inside.some((each) => speaksOf(each, address)))
  return [...inside, ...outside.map((address) => outsider(address, client.namespace))]
}

/** Whether an address, as a program says it, means this. */
export function speaksOf(
  { hosts, ports }: { readonly hosts: readonly string[]; readonly ports: readonly number[] },
  { host, port }: { readonly host: string; readonly port: number | null },
): boolean {
  return hosts.includes(host.toLowerCase()) && (port === null || ports.includes(port))
}

interface Seen {
  readonly namespace: string
  readonly services: readonly KubeService[]
  readonly slices: readonly EndpointSlice[]
  readonly policies: readonly NetworkPolicy[]
}

async function ownNamespace(
  { cluster, namespace }: ServiceInCluster,
  policies: readonly NetworkPolicy[],
): Promise<Seen> {
  const [services, slices] = await Promise.all([
    asked(cluster.list(kubeServices, { namespace })),
    asked(cluster.list(endpointSlices, { namespace })),
  ])
  return { namespace, services: seenOf(services) ?? [], slices: seenOf(slices) ?? [], policies }
}

/** Of another team's namespace only the Services that are needed; what may not be seen closes nothing. */
async function otherNamespace(
  { cluster }: ServiceInCluster,
  namespace: string,
  needed: readonly Address[],
): Promise<Seen> {
  const names = new Set(needed.flatMap(({ host }) => placeOf(host, '')).flatMap((place) => place ?? []))
  const wanted = new Set([...names].flatMap((place) => (place.namespace === namespace ? [place.name] : [])))
  const [policies, ...services] = await Promise.all([
    asked(cluster.list(networkPolicies, { namespace })),
    ...[...wanted].map((name) => asked(cluster.get(kubeServices, namespace, name))),
  ])
  const found = services.flatMap((service) => seenOf(service) ?? [])
  return { namespace, services: found, slices: [], policies: seenOf(policies) ?? [] }
}

function insider(
  service: KubeService,
  { port, targetPort, protocol, name }: ServicePort,
  seen: Seen,
  from: string,
  needed: readonly Address[],
): Destination {
  const slices = seen.slices.filter((slice) => slice.service === service.name)
  const addresses = slices.flatMap(({ endpoints }) => endpoints).flatMap((endpoint) => endpoint.addresses)
  const resolved = slices.flatMap(({ ports }) => ports.filter((each) => each.name === name)).map((each) => each.port)
  const numbers = [...new Set([...(typeof targetPort === 'number' ? [targetPort] : []), ...resolved])]
  const known = numbers.filter((each) => each !== null)
  const selects = Object.keys(service.selector).length > 0
  const labels = { 'kubernetes.io/metadata.name': seen.namespace }
  const spoken = {
    hosts: [
      ...namesOf(service.name, seen.namespace, from),
      ...(service.clusterIp === null ? [] : [service.clusterIp]),
      ...addresses,
    ],
    ports: [...new Set([port, ...known])],
  }
  return {
    ...spoken,
    to: `${seen.namespace === from ? service.name : `${service.name}.${seen.namespace}`}:${port}`,
    namespace: seen.namespace,
    needed: needed.some((address) => speaksOf(spoken, address)),
    peer: {
      namespace: { name: seen.namespace, labels, complete: false },
      // Its pods have at least the labels by which they are selected.
      pod: selects ? { name: null, labels: service.selector, complete: false } : 'outside',
      addresses,
    },
    at: {
      protocol: protocol === 'UDP' ? 'UDP' : 'TCP',
      numbers: known,
      names: typeof targetPort === 'string' ? [targetPort] : [],
    },
    policies: seen.policies,
  }
}

/** An address of which nothing else is known: it may be outside the cluster, or a pod by its own address. */
function outsider({ host, port }: Address, from: string): Destination {
  const isAddress = /^[\d.]+$/.test(host)
  return {
    to: `${host}:${port}`,
    hosts: [host],
    ports: [port],
    namespace: placeOf(host, from)?.namespace ?? '',
    needed: true,
    peer: {
      namespace: { name: null, labels: {}, complete: false },
      pod: 'unknown',
      addresses: isAddress ? [host] : [],
    },
    at: { protocol: 'TCP', numbers: [port], names: [] },
    policies: [],
  }
}
