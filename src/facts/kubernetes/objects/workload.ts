import type { Kind } from '../../../clients/kubernetes/client.ts'
import { flagAt, listAt, numberAt, textAt, valueAt } from '../../../core/json.ts'
import { agoOf, type Meta, readMeta } from './meta.ts'
import { type PodTemplate, readPodTemplate } from './pod-template.ts'
import { selectorText } from './selector.ts'

/** A Deployment, StatefulSet, DaemonSet, ReplicaSet or Argo Rollout: what keeps pods running. */
export interface Workload extends Meta {
  readonly kind: 'Deployment' | 'StatefulSet' | 'DaemonSet' | 'ReplicaSet' | 'Rollout'
  /** As a label selector of the API. */
  readonly selector: string
  /** Of a DaemonSet: as many as nodes want it. */
  readonly wanted: number
  readonly replicas: number
  readonly updated: number
  readonly ready: number
  readonly available: number
  readonly observedGeneration: number
  readonly paused: boolean
  /** `RollingUpdate`, `Recreate`, `OnDelete`. */
  readonly strategy: string
  readonly maxUnavailable: number | string | null
  readonly maxSurge: number | string | null
  readonly progressDeadlineSeconds: number | null
  readonly minReadySeconds: number
  /** Of a Deployment and its ReplicaSets: `deployment.kubernetes.io/revision`. */
  readonly revision: number | null
  /** Of a StatefulSet and a Rollout: the hash of the template that its pods shall have, and of the one they had before. */
  readonly updateRevision: string | null
  readonly currentRevision: string | null
  /** Of a StatefulSet: pods with a lower number keep the old template. */
  readonly partition: number
  readonly conditions: readonly Condition[]
  readonly template: PodTemplate
}

export interface Condition {
  readonly type: string
  readonly status: 'True' | 'False' | 'Unknown'
  readonly reason: string
  readonly message: string
  readonly updatedAgoMs: number | null
  readonly changedAgoMs: number | null
}

/** Deployments, as the API holds them. */
export const deployments: Kind<Workload> = kindOf('deployments', 'Deployment')
export const statefulSets: Kind<Workload> = kindOf('statefulsets', 'StatefulSet')
export const daemonSets: Kind<Workload> = kindOf('daemonsets', 'DaemonSet')
export const replicaSets: Kind<Workload> = kindOf('replicasets', 'ReplicaSet')
/** Rollouts of Argo: https://argo-rollouts.readthedocs.io/en/stable/features/specification/ */
export const rollouts: Kind<Workload> = {
  ...kindOf('rollouts', 'Rollout'),
  group: 'argoproj.io',
  version: 'v1alpha1',
}

/** The conditions of any object that has some. */
export function readConditions(raw: unknown, now: number): readonly Condition[] {
  return listAt(raw, 'status', 'conditions').map((each) => {
    const status = textAt(each, 'status')
    return {
      type: textAt(each, 'type') ?? '',
      status: status === 'True' || status === 'False' ? status : 'Unknown',
      reason: textAt(each, 'reason') ?? '',
      message: textAt(each, 'message') ?? '',
      updatedAgoMs: agoOf(textAt(each, 'lastUpdateTime'), now),
      changedAgoMs: agoOf(textAt(each, 'lastTransitionTime'), now),
    }
  })
}

function kindOf(resource: string, kind: Workload['kind']): Kind<Workload> {
  const read = (raw: unknown, now: number) => readWorkload(raw, kind, now)
  return { group: 'apps', version: 'v1', resource, namespaced: true, read }
}

function readWorkload(raw: unknown, kind: Workload['kind'], now: number): Workload {
  const spec = valueAt(raw, 'spec')
  const strategy = valueAt(spec, kind === 'Deployment' || kind === 'Rollout' ? 'strategy' : 'updateStrategy')
  const meta = readMeta(raw, now)
  const deadline = kind === 'Deployment' || kind === 'Rollout' ? defaultDeadlineSeconds : null
  return {
    ...meta,
    kind,
    selector: selectorText(valueAt(spec, 'selector')) || (textAt(raw, 'status', 'selector') ?? ''),
    ...countsOf(raw, kind),
    observedGeneration: observedGeneration(raw),
    paused: flagAt(spec, 'paused'),
    strategy: strategyName(strategy),
    maxUnavailable: amountAt(strategy, 'maxUnavailable'),
    maxSurge: amountAt(strategy, 'maxSurge'),
    progressDeadlineSeconds: numberAt(spec, 'progressDeadlineSeconds') ?? deadline,
    minReadySeconds: numberAt(spec, 'minReadySeconds') ?? 0,
    revision: revisionOf(meta),
    updateRevision: textAt(raw, 'status', 'updateRevision') ?? textAt(raw, 'status', 'currentPodHash'),
    currentRevision: textAt(raw, 'status', 'currentRevision') ?? textAt(raw, 'status', 'stableRS'),
    partition: numberAt(strategy, 'rollingUpdate', 'partition') ?? 0,
    conditions: readConditions(raw, now),
    template: readPodTemplate(valueAt(spec, 'template')),
  }
}

/** The API server's own default. */
const defaultDeadlineSeconds = 600

type Counts = Pick<Workload, 'wanted' | 'replicas' | 'updated' | 'ready' | 'available'>

function countsOf(raw: unknown, kind: Workload['kind']): Counts {
  const count = (field: string) => numberAt(raw, 'status', field) ?? 0
  if (kind === 'DaemonSet') {
    return {
      wanted: count('desiredNumberScheduled'),
      replicas: count('currentNumberScheduled'),
      updated: count('updatedNumberScheduled'),
      ready: count('numberReady'),
      available: count('numberAvailable'),
    }
  }
  return {
    wanted: numberAt(raw, 'spec', 'replicas') ?? 1,
    replicas: count('replicas'),
    updated: count(kind === 'ReplicaSet' ? 'replicas' : 'updatedReplicas'),
    ready: count('readyReplicas'),
    available: count('availableReplicas'),
  }
}

/** Argo writes it as text. */
function observedGeneration(raw: unknown): number {
  return numberAt(raw, 'status', 'observedGeneration') ?? Number(textAt(raw, 'status', 'observedGeneration') ?? 0)
}

function strategyName(strategy: unknown): string {
  const named = textAt(strategy, 'type')
  if (named !== null) return named
  if (valueAt(strategy, 'blueGreen') !== undefined) return 'BlueGreen'
  return valueAt(strategy, 'canary') === undefined ? 'RollingUpdate' : 'Canary'
}

function amountAt(strategy: unknown, field: string): number | string | null {
  const rolling = valueAt(strategy, 'rollingUpdate') ?? valueAt(strategy, 'canary')
  return numberAt(rolling, field) ?? textAt(rolling, field)
}

function revisionOf({ annotations }: Meta): number | null {
  const text = annotations['deployment.kubernetes.io/revision'] ?? annotations['rollout.argoproj.io/revision']
  const revision = Number(text)
  return text === undefined || Number.isNaN(revision) ? null : revision
}
