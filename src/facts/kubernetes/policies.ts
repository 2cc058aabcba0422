import type { ServiceInCluster } from '../../clients/kubernetes/client.ts'
import { defineFacts } from '../../core/facts.ts'
import { type Destination, destinationsOf } from './destinations.ts'
import { type Labels, selects } from './objects/label-selector.ts'
import { type NetworkPolicy, networkPolicies } from './objects/network-policy.ts'
import type { Workload } from './objects/workload.ts'
import { workloadsOf } from './own.ts'
import { type KnownLabels, labelsFit, type Peer, verdictOf } from './policy-verdict.ts'

/** What the network policies say of the connections that a service makes. Policies of the network plugin's own kinds are not read. */
export interface Policies {
  /** Those that limit what the pods of the service may connect to. */
  readonly limiting: readonly LimitingPolicy[]
  /** Ways that are not open by them. */
  readonly closed: readonly ClosedWay[]
  /** Ports that at least one of their rules opens, for whomever; null: all, or nothing is limited. */
  readonly openPorts: readonly OpenPort[] | null
}

export interface LimitingPolicy {
  readonly name: string
  readonly workloads: readonly string[]
  readonly changedAgoMs: number
  readonly changedBy: string | null
}

export interface ClosedWay {
  /** `users-db.data:5432`; `dns` is the way to the DNS of the cluster. */
  readonly to: string
  /** Names and addresses by which programs speak of it. */
  readonly hosts: readonly string[]
  readonly ports: readonly number[]
  /** Whose policies close it: those of the service, or those of what it wants to reach. */
  readonly side: 'egress' | 'ingress'
  readonly policies: readonly string[]
  /** Of the policies. */
  readonly namespace: string
  /** The configuration of the service names it; DNS everybody needs. */
  readonly needed: boolean
  readonly changedAgoMs: number
}

export interface OpenPort {
  readonly from: number
  readonly to: number
}

/** Network policies around a service, and what they close. */
export const policies = defineFacts<Policies, ServiceInCluster>({
  id: 'kubernetes.policies',
  system: 'kubernetes',
  cost: 'cheap',
  async collect(client) {
    const [own, workloads] = await Promise.all([
      client.cluster.list(networkPolicies, { namespace: client.namespace }),
      workloadsOf(client),
    ])
    // Policies do not apply to pods on the network of their node.
    const limited = workloads.filter(({ template }) => !template.hostNetwork)
    const limiting = own.filter(({ egress, podSelector }) => egress !== null && selectsAny(podSelector, limited))
    const destinations = await destinationsOf(client, workloads, own)
    const ground = { namespace: client.namespace, limiting, destinations }
    const closed = limited.flatMap((workload) => closedWays(workload, ground))
    return {
      limiting: limiting.map((policy) => ({
        name: policy.name,
        workloads: limited.filter((each) => selectsAny(policy.podSelector, [each])).map(({ name }) => name),
        changedAgoMs: policy.writtenAgoMs,
        changedBy: policy.writers.find(({ subresource }) => subresource === null)?.manager ?? null,
      })),
      closed: [...new Map(closed.map((way) => [`${way.side} ${way.to} ${way.policies}`, way])).values()],
      openPorts: openPortsOf(limiting),
    }
  },
})

/** Whether any rule lets a connection to this port out; a port that none opens is closed whatever stands behind it. */
export function letsOut({ openPorts }: Policies, port: number): boolean {
  return openPorts === null || openPorts.some(({ from, to }) => port >= from && port <= to)
}

interface Ground {
  readonly namespace: string
  readonly limiting: readonly NetworkPolicy[]
  readonly destinations: readonly Destination[]
}

function closedWays({ template: { labels } }: Workload, ground: Ground): readonly ClosedWay[] {
  const egress = ground.limiting.filter(({ podSelector }) => selects(podSelector, labels))
  const isClosed = (to: Pick<Destination, 'peer' | 'at'>) => verdictOf(egress, 'egress', to.peer, to.at) === 'denied'
  const from = sourceOf(ground.namespace, labels)
  return [
    ...(isClosed(clusterDns) ? [closedBy(egress, 'egress', clusterDns)] : []),
    ...ground.destinations.flatMap((destination) =>
      isClosed(destination) ? [closedBy(egress, 'egress', destination)] : closedOverThere(destination, from),
    ),
  ]
}

/** Policies that may or may not select the pods over there can only open the way, never close it. */
function closedOverThere(to: Destination, from: Peer): readonly ClosedWay[] {
  const { pod } = to.peer
  if (pod === 'outside' || pod === 'unknown') return []
  const guards = to.policies.filter(
    ({ ingress, podSelector }) => ingress !== null && labelsFit(podSelector, pod) !== 'denied',
  )
  const sure = guards.filter(({ podSelector }) => labelsFit(podSelector, pod) === 'allowed')
  if (sure.length === 0 || verdictOf(guards, 'ingress', from, to.at) !== 'denied') return []
  return [closedBy(sure, 'ingress', to)]
}

function sourceOf(namespace: string, labels: Labels): Peer {
  const labelsOfNamespace = { 'kubernetes.io/metadata.name': namespace }
  return {
    namespace: { name: namespace, labels: labelsOfNamespace, complete: false },
    pod: { name: null, labels, complete: true },
    addresses: [],
  }
}

const kubeSystem: KnownLabels = {
  name: 'kube-system',
  labels: { 'kubernetes.io/metadata.name': 'kube-system' },
  complete: false,
}
/** OpenShift's pods listen on 5353. */
const clusterDns = {
  to: 'dns',
  hosts: [],
  ports: [53],
  namespace: 'kube-system',
  needed: true,
  peer: {
    namespace: kubeSystem,
    pod: { name: null, labels: { 'k8s-app': 'kube-dns' }, complete: false },
    addresses: [],
  },
  at: { protocol: 'UDP', numbers: [53, 5353], names: ['dns'] },
} as const

function closedBy(
  closing: readonly NetworkPolicy[],
  side: ClosedWay['side'],
  { to, hosts, ports, namespace, needed }: Omit<Destination, 'peer' | 'at' | 'policies'>,
): ClosedWay {
  return {
    ...{ to, hosts, ports, side, needed },
    policies: closing.map(({ name }) => name).toSorted(),
    namespace: closing[0]?.namespace ?? namespace,
    changedAgoMs: Math.min(...closing.map(({ writtenAgoMs }) => writtenAgoMs)),
  }
}

function openPortsOf(limiting: readonly NetworkPolicy[]): readonly OpenPort[] | null {
  const rules = limiting.flatMap(({ egress }) => egress ?? [])
  if (limiting.length === 0 || rules.some(({ ports }) => ports.length === 0)) return null
  const ports = rules.flatMap((rule) => rule.ports)
  // A named port is one of the pod at the other end: any number.
  if (ports.some(({ port, protocol }) => protocol === 'TCP' && typeof port !== 'number')) return null
  return ports.flatMap(({ port, endPort, protocol }) =>
    typeof port === 'number' && protocol === 'TCP' ? [{ from: port, to: endPort ?? port }] : [],
  )
}

function selectsAny(selector: NetworkPolicy['podSelector'], workloads: readonly Workload[]): boolean {
  return workloads.some(({ template }) => selects(selector, template.labels))
}
