import type { Condition, Workload } from './objects/workload.ts'

/** How far the latest template of a workload has come. */
export type Rollout =
  | { readonly state: 'done' }
  /** Pods take a new template only when somebody deletes them, or when somebody resumes it. */
  | { readonly state: 'manual' | 'paused' }
  /** The controller has not looked at the latest template yet. */
  | { readonly state: 'unobserved' }
  /** `progressAgoMs`: since the last step forward; null where nobody recorded it. */
  | { readonly state: 'progressing'; readonly waitsFor: string; readonly progressAgoMs: number | null }
  | { readonly state: 'stuck'; readonly reason: string; readonly message: string; readonly ageMs: number | null }

/**
 * The logic of `kubectl rollout status` (kubernetes/kubectl, pkg/polymorphichelpers/rollout_status.go), with one difference: a rollout that was
 * completed stays `done` when its pods fail later.
 */
export function rolloutOf(workload: Workload): Rollout {
  if (workload.strategy === 'OnDelete') return { state: 'manual' }
  if (workload.paused || conditionOf(workload, 'Paused')?.status === 'True') return { state: 'paused' }
  if (workload.observedGeneration < workload.generation) return { state: 'unobserved' }
  switch (workload.kind) {
    case 'Deployment':
    case 'Rollout':
      return bySteps(workload)
    case 'StatefulSet':
      return inOrder(workload)
    case 'DaemonSet':
      return onNodes(workload)
    case 'ReplicaSet':
      return { state: 'done' }
  }
}

export function conditionOf(of: { readonly conditions: readonly Condition[] }, type: string): Condition | undefined {
  return of.conditions.find((condition) => condition.type === type)
}

function bySteps(workload: Workload): Rollout {
  const progress = conditionOf(workload, 'Progressing')
  if (progress?.status === 'False') {
    return {
      state: 'stuck',
      reason: progress.reason,
      message: progress.message,
      ageMs: progress.changedAgoMs ?? progress.updatedAgoMs,
    }
  }
  if (progress?.reason === 'NewReplicaSetAvailable') return { state: 'done' }
  const { updated, wanted, replicas, available } = workload
  const waitsFor = missing([
    [updated < wanted, `${updated} of ${wanted} new pods exist`],
    [replicas > updated, `${replicas - updated} old pods are still there`],
    [available < updated, `${available} of ${updated} new pods are available`],
  ])
  return waitsFor === null
    ? { state: 'done' }
    : { state: 'progressing', waitsFor, progressAgoMs: progress?.updatedAgoMs ?? null }
}

function inOrder({ updated, wanted, partition, updateRevision, currentRevision }: Workload): Rollout {
  const due = Math.max(0, wanted - partition)
  const isBehind = partition > 0 ? updated < due : updateRevision !== currentRevision
  return isBehind
    ? { state: 'progressing', waitsFor: `${updated} of ${due} pods have the new template`, progressAgoMs: null }
    : { state: 'done' }
}

function onNodes({ updated, wanted }: Workload): Rollout {
  return updated < wanted
    ? { state: 'progressing', waitsFor: `${updated} of ${wanted} pods have the new template`, progressAgoMs: null }
    : { state: 'done' }
}

function missing(questions: readonly (readonly [open: boolean, text: string])[]): string | null {
  return questions.find(([open]) => open)?.[1] ?? null
}
