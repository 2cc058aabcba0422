import type { ClusterClient } from '../../clients/kubernetes/client.ts'
import { defineFacts } from '../../core/facts.ts'
import { type Asked, asked, mapAsked, seenOf } from '../kubernetes/asked.ts'
import { type EndpointSlice, endpointSlices, serviceNameLabel } from '../kubernetes/objects/endpoint-slice.ts'
import { kubeServices } from '../kubernetes/objects/kube-service.ts'
import { deployments, type Workload } from '../kubernetes/objects/workload.ts'
import { conditionOf } from '../kubernetes/rollout.ts'

/** The DNS of a cluster, judged by its endpoints: it may run outside of the cluster's pods. */
export interface Dns {
  /** Null where no Service of a known name stands for it. */
  readonly service: DnsService | null
  /** What runs it, where that is a Deployment. */
  readonly deployment: Asked<DnsDeployment | null>
}

export interface DnsService {
  readonly namespace: string
  readonly name: string
  readonly address: string | null
  readonly ready: number
  readonly notReady: number
  /** Since the endpoints were written the last time: at the latest then they became what they are. */
  readonly changedAgoMs: number | null
}

export interface DnsDeployment {
  readonly name: string
  readonly wanted: number
  readonly ready: number
  readonly unavailableForMs: number | null
}

/** CoreDNS and kube-dns go by the Service `kube-dns` nearly everywhere; OpenShift has its own, RKE2's chart another. */
const places = [
  { namespace: 'kube-system', name: 'kube-dns' },
  { namespace: 'openshift-dns', name: 'dns-default' },
  { namespace: 'kube-system', name: 'rke2-coredns-rke2-coredns' },
  { namespace: 'kube-system', name: 'coredns' },
] as const

/** Whether somebody answers the questions of the cluster's DNS. */
export const dns = defineFacts<Dns, ClusterClient>({
  id: 'cluster.dns',
  system: 'cluster',
  cost: 'cheap',
  async collect(client) {
    const service = await findService(client)
    const namespace = service?.namespace ?? 'kube-system'
    const runs = await asked(client.list(deployments, { namespace, labelSelector: 'k8s-app=kube-dns' }))
    return { service, deployment: mapAsked(runs, ([first]) => (first === undefined ? null : deploymentOf(first))) }
  },
})

async function findService(client: ClusterClient): Promise<DnsService | null> {
  for (const { namespace, name } of places) {
    const service = await ownOrNone(client.get(kubeServices, namespace, name), namespace)
    if (service === null) continue
    const labelSelector = `${serviceNameLabel}=${name}`
    const slices = await client.list(endpointSlices, { namespace, labelSelector })
    return { namespace, name, address: service.clusterIp, ...countsOf(slices) }
  }
  return null
}

/** Where the usual place may not be read, the whole question cannot be asked; the unusual ones are only tried. */
async function ownOrNone<Value>(answer: Promise<Value | null>, namespace: string): Promise<Value | null> {
  if (namespace === 'kube-system') return answer
  return seenOf(await asked(answer)) ?? null
}

function countsOf(slices: readonly EndpointSlice[]) {
  const endpoints = slices.flatMap((slice) => slice.endpoints).filter(({ terminating }) => !terminating)
  const addresses = (ready: boolean) =>
    new Set(endpoints.filter((each) => each.ready === ready).map(({ pod, addresses: [first] }) => pod ?? first))
  const ages = slices.flatMap(({ writers }) => writers[0]?.agoMs ?? [])
  return {
    ready: addresses(true).size,
    notReady: addresses(false).size,
    changedAgoMs: ages.length === 0 ? null : Math.min(...ages),
  }
}

function deploymentOf(workload: Workload): DnsDeployment {
  const available = conditionOf(workload, 'Available')
  return {
    name: workload.name,
    wanted: workload.wanted,
    ready: workload.ready,
    unavailableForMs: available?.status === 'False' ? available.changedAgoMs : null,
  }
}
