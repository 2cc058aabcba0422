import type { Kind, ServiceInCluster, WorkloadRef } from '../../clients/kubernetes/client.ts'
import { asked, seenOf } from './asked.ts'
import { type Pod, pods } from './objects/pod.ts'
import { daemonSets, deployments, replicaSets, rollouts, statefulSets, type Workload } from './objects/workload.ts'

/** The workloads of a service that keep pods running; jobs are not among them. */
export async function workloadsOf(client: ServiceInCluster): Promise<readonly Workload[]> {
  const uids = new Set(client.workloads.map(({ uid }) => uid))
  const wanted = new Set(client.workloads.flatMap(({ kind }) => kinds[kind] ?? []))
  const lists = await Promise.all([...wanted].map((kind) => client.cluster.list(kind, { namespace: client.namespace })))
  return lists.flat().filter(({ uid }) => uids.has(uid))
}

/** The workloads of the namespace that are not of the service, as far as they may be seen. */
export async function neighboursOf({ cluster, namespace, workloads }: ServiceInCluster): Promise<readonly Workload[]> {
  const own = new Set(workloads.map(({ uid }) => uid))
  const lists = await Promise.all(
    [deployments, statefulSets, daemonSets].map((kind) => asked(cluster.list(kind, { namespace }))),
  )
  return lists.flatMap((list) => seenOf(list) ?? []).filter(({ uid }) => !own.has(uid))
}

/** The pods of a service, asked by the selectors of its workloads: a namespace may hold thousands of others. */
export async function podsOf(client: ServiceInCluster): Promise<readonly Pod[]> {
  const { namespace, cluster } = client
  const selectors = new Set(client.workloads.flatMap(({ selector }) => selector ?? []))
  const lists = await Promise.all(
    [...selectors].map((labelSelector) => cluster.list(pods, { namespace, labelSelector })),
  )
  return [...new Map(lists.flat().map((pod) => [pod.uid, pod])).values()]
}

const kinds: Readonly<Partial<Record<WorkloadRef['kind'], Kind<Workload>>>> = {
  Deployment: deployments,
  StatefulSet: statefulSets,
  DaemonSet: daemonSets,
  ReplicaSet: replicaSets,
  Rollout: rollouts,
}
