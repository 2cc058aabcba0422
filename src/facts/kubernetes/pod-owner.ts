import type { WorkloadRef } from '../../clients/kubernetes/client.ts'
import type { Meta } from './objects/meta.ts'

/** A workload in one word, as kubectl takes it: `deployment/user-service`. */
export function workloadName({ kind, name }: Pick<WorkloadRef, 'kind' | 'name'>): string {
  return `${kind.toLowerCase()}/${name}`
}

/**
 * Which of these workloads keeps a pod. Between a Deployment and its pods stands a ReplicaSet whose name is made of the two names that the pod
 * carries, so that nobody has to list ReplicaSets.
 */
export function workloadOfPod<Ref extends Pick<WorkloadRef, 'kind' | 'name' | 'uid'>>(
  pod: Meta,
  workloads: readonly Ref[],
): Ref | undefined {
  const { owner } = pod
  if (owner === null) return workloads.find(({ uid }) => uid === pod.uid)
  return workloads.find(({ kind, name, uid }) => uid === owner.uid || isSetOf(owner.name, kind, name, pod))
}

/** The hash of the template that a pod was made from; null where nobody wrote it down. */
export function revisionOfPod({ labels }: Meta): string | null {
  return labels[hashLabels.Deployment] ?? labels[hashLabels.Rollout] ?? labels['controller-revision-hash'] ?? null
}

const hashLabels = { Deployment: 'pod-template-hash', Rollout: 'rollouts-pod-template-hash' } as const

function isSetOf(set: string, kind: WorkloadRef['kind'], name: string, { labels }: Meta): boolean {
  if (kind !== 'Deployment' && kind !== 'Rollout') return false
  return set === `${name}-${labels[hashLabels[kind]]}`
}

/** Letters of names that Kubernetes makes up: https://github.com/kubernetes/apimachinery/blob/master/pkg/util/rand/rand.go */
const made = '[bcdfghjklmnpqrstvwxz2456789]'

const tails: Readonly<Record<WorkloadRef['kind'], RegExp>> = {
  Deployment: new RegExp(`^(-${made}{1,10}){1,2}$`),
  Rollout: new RegExp(`^(-${made}{1,10}){1,2}$`),
  ReplicaSet: new RegExp(`^(-${made}{5})?$`),
  DaemonSet: new RegExp(`^(-${made}{5})?$`),
  StatefulSet: /^(-\d+)?$/,
  Job: new RegExp(`^(-${made}{5}|-\\d+-${made}{5})?$`),
  CronJob: new RegExp(`^(-\\d+)?(-${made}{5})?$`),
  Pod: /^$/,
}

/** Which of these workloads an object belongs to by its name alone: what events tell of may be gone. */
export function workloadOfName<Ref extends Pick<WorkloadRef, 'kind' | 'name'>>(
  object: string,
  workloads: readonly Ref[],
): Ref | undefined {
  return workloads.find(({ kind, name }) => object.startsWith(name) && tails[kind].test(object.slice(name.length)))
}
