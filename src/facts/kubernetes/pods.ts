import type { ServiceInCluster, WorkloadRef } from '../../clients/kubernetes/client.ts'
import { defineFacts } from '../../core/facts.ts'
import { asked, seenOf } from './asked.ts'
import { imageFaultOf } from './image-fault.ts'
import { warningEvents, warnings } from './objects/event.ts'
import type { ContainerState, Pod } from './objects/pod.ts'
import { podsOf } from './own.ts'
import { groupPods, type PodGroup } from './pod-groups.ts'
import { workloadOfPod } from './pod-owner.ts'

/** The pods of a service, in groups of those that are in the same state. */
export interface Pods {
  readonly total: number
  readonly groups: readonly PodGroup[]
}

export const servicePods = defineFacts<Pods, ServiceInCluster>({
  id: 'kubernetes.pods',
  system: 'kubernetes',
  cost: 'cheap',
  async collect(client) {
    const own = await ownPods(client)
    return { total: own.length, groups: groupPods(own) }
  },
})

/** The pods of a service, each with the workload that keeps it. */
export async function ownPods(
  client: ServiceInCluster,
): Promise<readonly { readonly pod: Pod; readonly of: WorkloadRef }[]> {
  const pods = await withPullErrors(await podsOf(client), client)
  return pods.flatMap((pod) => {
    const of = workloadOfPod(pod, client.workloads)
    return of === undefined ? [] : [{ pod, of }]
  })
}

/** Older kubelets forget, while they back off, what the registry answered: the events still know. */
async function withPullErrors(pods: readonly Pod[], { cluster, namespace }: ServiceInCluster): Promise<readonly Pod[]> {
  if (!pods.some(({ containers }) => containers.some(isSilent))) return pods
  const said = seenOf(await asked(cluster.list(warningEvents, warnings(namespace)))) ?? []
  const told = said.filter(({ reason, message }) => reason === 'Failed' && message.startsWith('Failed to pull image'))
  return pods.map((pod) => ({
    ...pod,
    containers: pod.containers.map((container) => {
      const event = told.find(({ object }) => object.uid === pod.uid && object.container === container.name)
      if (event === undefined || container.now.state !== 'waiting' || !isSilent(container)) return container
      return { ...container, now: { ...container.now, message: event.message } }
    }),
  }))
}

function isSilent({ now }: ContainerState): boolean {
  if (now.state !== 'waiting' || now.reason !== 'ImagePullBackOff') return false
  return imageFaultOf(now.reason, now.message) === 'unknown'
}
