import type { ServiceInCluster } from '../../clients/kubernetes/client.ts'
import { defineFacts } from '../../core/facts.ts'
import { type PodGroup, seenPod } from './pod-groups.ts'
import { ownPods } from './pods.ts'

/** The pods of a service one by one, each as a group of its own. */
export interface EachPod {
  readonly pods: readonly PodGroup[]
  readonly total: number
}

/** So many pods are kept: more than anybody reads, and no more than a document should hold. */
const podsKept = 5_000

export const eachPod = defineFacts<EachPod, ServiceInCluster>({
  id: 'kubernetes.each-pod',
  system: 'kubernetes',
  cost: 'heavy',
  async collect(client) {
    const own = await ownPods(client)
    const pods = own.map(({ pod, of }) => seenPod(pod, of))
    // Those that serve are cut off first.
    const ordered = pods.toSorted((left, right) => Number(left.isReady) - Number(right.isReady))
    return { total: own.length, pods: ordered.slice(0, podsKept) }
  },
})
