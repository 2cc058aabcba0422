import type { ServiceInCluster } from '../../clients/kubernetes/client.ts'
import { defineFacts } from '../../core/facts.ts'
import { asked, seenOf } from './asked.ts'
import { type History, historyOf, isOfRevision, type Kept } from './history.ts'
import { type ControllerRevision, controllerRevisions } from './objects/controller-revision.ts'
import type { Pod } from './objects/pod.ts'
import { replicaSets, type Workload } from './objects/workload.ts'
import { podsOf, workloadsOf } from './own.ts'
import { revisionOfPod, workloadName } from './pod-owner.ts'
import { conditionOf } from './rollout.ts'

/** The templates that the workloads of a service have and had. */
export interface Revisions {
  readonly histories: readonly History[]
}

export const revisions = defineFacts<Revisions, ServiceInCluster>({
  id: 'kubernetes.revisions',
  system: 'kubernetes',
  cost: 'cheap',
  async collect(client) {
    const [workloads, pods] = await Promise.all([workloadsOf(client), podsOf(client)])
    const histories = workloads.map(async (workload) => {
      const kept = await keptOf(workload, client)
      return historyOf(workloadName(workload), kept, tracesOf(workload, kept, pods)) ?? []
    })
    return { histories: (await Promise.all(histories)).flat() }
  },
})

async function keptOf(workload: Workload, { cluster, namespace }: ServiceInCluster): Promise<readonly Kept[]> {
  const scope = { namespace, labelSelector: workload.selector }
  const own = ({ owner }: { owner: Workload['owner'] }) => owner?.uid === workload.uid
  switch (workload.kind) {
    case 'Deployment':
    case 'Rollout':
      return (await cluster.list(replicaSets, scope)).filter(own).map(ofSet)
    case 'StatefulSet':
    case 'DaemonSet':
      // A right that few roles have: without it nobody can say what changed, and nothing else is lost.
      return (seenOf(await asked(cluster.list(controllerRevisions, scope))) ?? []).filter(own).map(ofController)
    case 'ReplicaSet':
      return []
  }
}

function ofSet(set: Workload): Kept {
  const { revision, labels, annotations, createdAgoMs, wanted, available, template } = set
  const hash = labels['pod-template-hash'] ?? labels['rollouts-pod-template-hash'] ?? ''
  const wasLatestBefore = annotations['deployment.kubernetes.io/revision-history'] !== undefined
  return { revision: revision ?? 0, hash, createdAgoMs, wanted, available, template, wasLatestBefore }
}

function ofController({ name, revision, createdAgoMs, template }: ControllerRevision): Kept {
  return { revision, hash: name, createdAgoMs, wanted: null, available: null, template, wasLatestBefore: false }
}

function tracesOf(workload: Workload, kept: readonly Kept[], pods: readonly Pod[]) {
  const latest = kept.toSorted((left, right) => right.revision - left.revision)[0]
  const made = pods
    .filter((pod) => latest !== undefined && isOfRevision(revisionOfPod(pod), latest))
    .map(({ createdAgoMs }) => createdAgoMs)
  return {
    progressMs: conditionOf(workload, 'Progressing')?.updatedAgoMs ?? null,
    oldestPodMs: made.length === 0 ? null : Math.max(...made),
  }
}
