import type { ClusterClient, Kind, ListScope } from '../clients/kubernetes/client.ts'
import { CannotAsk, type Unasked } from '../core/facts.ts'
import { cronJobs, jobs } from '../facts/kubernetes/objects/job.ts'
import { type KubeService, kubeServices } from '../facts/kubernetes/objects/kube-service.ts'
import { pods } from '../facts/kubernetes/objects/pod.ts'
import { daemonSets, deployments, replicaSets, rollouts, statefulSets } from '../facts/kubernetes/objects/workload.ts'
import { type FoundWorkload, ofCronJob, ofJob, ofPod, ofWorkload } from './found-workload.ts'

/** What stands in one namespace, or in all. */
export interface Listed {
  readonly workloads: readonly FoundWorkload[]
  readonly services: readonly KubeService[]
  /** Kinds that may not be listed. */
  readonly gaps: readonly Unasked[]
}

/** Lists everything that keeps pods running, and the Services in front. Pods are not listed: there may be thousands. Rejects with CannotAsk where no kind can be listed. */
export async function listWorkloads(client: ClusterClient, scope: ListScope): Promise<Listed> {
  const argo = await client.serves(rollouts.group, rollouts.version, rollouts.resource).catch(() => false)
  const [services, ...lists] = await Promise.all([
    listed(client, kubeServices, scope, (each) => each),
    listed(client, deployments, scope, ofWorkload),
    listed(client, statefulSets, scope, ofWorkload),
    listed(client, daemonSets, scope, ofWorkload),
    listed(client, cronJobs, scope, ofCronJob),
    listed(client, jobs, scope, ofJob),
    ...(argo ? [listed(client, rollouts, scope, ofWorkload)] : []),
  ])
  const first = lists.flatMap(({ unasked }) => unasked ?? [])[0]
  if (first !== undefined && lists.every(({ unasked }) => unasked !== undefined)) {
    throw new CannotAsk(first.kind, first.reason, first.grant)
  }
  return {
    workloads: lists.flatMap(({ found }) => found),
    services: services.found,
    gaps: [services, ...lists].flatMap(({ unasked }) => unasked ?? []),
  }
}

/** Pods and ReplicaSets that no workload of a known kind controls: listed only where nothing else was found. */
export async function listStrays(client: ClusterClient, scope: ListScope): Promise<readonly FoundWorkload[]> {
  const [sets, single] = await Promise.all([
    listed(client, replicaSets, scope, (each) => each),
    listed(client, pods, scope, (each) => each),
  ])
  const bare = sets.found.filter(({ owner }) => owner === null)
  const known = /^(ReplicaSet|StatefulSet|DaemonSet|Job|Node)$/
  const alone = single.found.filter(({ owner }) => owner === null || !known.test(owner.kind))
  return [...bare.map(ofWorkload), ...alone.map(ofPod)]
}

/** Where workloads are, by namespace, as far as that may be listed: what to type instead. */
export async function namespacesWithWorkloads(client: ClusterClient): Promise<ReadonlyMap<string, number>> {
  const lists = await Promise.all(
    [deployments, statefulSets, daemonSets].map((kind) => listed(client, kind, {}, ofWorkload)),
  )
  const counts = new Map<string, number>()
  for (const { namespace } of lists.flatMap(({ found }) => found)) {
    counts.set(namespace, (counts.get(namespace) ?? 0) + 1)
  }
  return counts
}

/** The namespaces in which a workload has this name, as far as that may be listed. */
export async function namespacesWith(client: ClusterClient, name: string): Promise<readonly string[]> {
  const lists = await Promise.all(
    [deployments, statefulSets, daemonSets].map((kind) => listed(client, kind, {}, ofWorkload)),
  )
  const found = lists.flatMap((each) => each.found).filter(({ ref }) => ref.name === name)
  return [...new Set(found.map(({ namespace }) => namespace))]
}

async function listed<Value, Found>(
  client: ClusterClient,
  kind: Kind<Value>,
  scope: ListScope,
  read: (value: Value) => Found,
): Promise<{ readonly found: readonly Found[]; readonly unasked?: Unasked }> {
  try {
    return { found: (await client.list(kind, scope)).map(read) }
  } catch (error) {
    // One right that is missing leaves the other kinds; a server that does not answer leaves nothing to go by.
    if (!(error instanceof CannotAsk) || !/^(forbidden|unsupported)$/.test(error.unasked.kind)) throw error
    return { found: [], unasked: error.unasked }
  }
}
