import { numberIn, textsIn } from '../core/evidence.ts'
import type { Finding } from '../core/finding.ts'
import type { Confidence } from '../core/severity.ts'
import { refugeOf } from '../facts/kubernetes/history.ts'
import { followsFromMissing } from './missing-pods.ts'
import type { OfWorkload } from './one-release.ts'
import {
  type FailedRollout,
  failedRollout,
  fallsOf,
  isOnlyStamped,
  type PodFailureView,
  plainFallsOf,
} from './pod-failures.ts'
import { reasonsOf } from './reasons.ts'
import { findingsOf, type WorkloadContext } from './workload-context.ts'
import { rollBackWorkload } from './workload-remedies.ts'

/** The pods of a new template do not come up, where those of the template before did. `blamed`: what the pods say of a dependency. */
export function badRolloutOf(
  context: WorkloadContext,
  blamed: readonly Finding[],
  view: PodFailureView,
): readonly OfWorkload[] {
  const rollout = failedRollout(context, view)
  if (rollout === undefined || rollout.isRestart || rollout.finding.evidence.askedWrongly === true) return []
  const { state, history, target, service } = context
  const { finding, changes } = rollout
  const lines = view.findingsOn(service, 'logs.crash-line')
  const falls = plainFallsOf(context, rollout, view)
  const grounds = [finding, ...findingsOf(context, view, 'kubernetes.rollout-stuck'), ...falls, ...lines]
  const isProven = (numberIn(finding, 'oldReady') ?? 0) > 0
  const what = changes.length === 0 ? '' : ` (${changes.slice(0, 3).join(', ')})`
  const others = isProven ? [] : blamed
  return [
    {
      context,
      // Where something more particular is wrong with one of them, that is its cause, and not the release of all.
      what: isParticular(context, rollout, view) ? state.workload : null,
      conclusion: {
        target,
        summary: `the last rollout of ${state.workload} is bad${what}: its pods do not come up`,
        because: [...reasonsOf(grounds), ...(isProven ? [{ text: `pods of the template before are ready` }] : [])],
        // Pods of the template before do without complaint: what the new ones say of a dependency is their own doing.
        explains: [...grounds, ...(isProven ? blamed : []), ...followsFromMissing(service, state.workload, view)],
        ...(others.length > 0 && {
          contradictedBy: others.map(({ summary }) => `it complains of a dependency: ${summary}`),
        }),
        // Where nothing but the configuration is new, that is the cause.
        confidence: isOnlyStamped(rollout)
          ? 'medium'
          : confidenceOf(isProven, finding, others, history && refugeOf(history)?.proof),
        remedies: [rollBackWorkload(context, view.topology)],
      },
    },
  ]
}

/** Pods that do not even start, or fall for a reason that has a name. */
function isParticular(context: WorkloadContext, rollout: FailedRollout, view: PodFailureView): boolean {
  const falls = fallsOf(context, view)
  const named = ['image-pull', 'config-error', 'unschedulable', 'container-creating']
  return (
    textsIn(rollout.finding, 'why').some((why) => named.includes(why)) ||
    falls.length > plainFallsOf(context, rollout, view).length ||
    falls.some(({ evidence }) => evidence.endedAs === 'OOMKilled')
  )
}

function confidenceOf(
  isProven: boolean,
  { evidence }: Finding,
  blamed: readonly Finding[],
  proof: string | undefined,
): Confidence {
  if (isProven) return 'high'
  if (blamed.length > 0) return 'low'
  // It came up once: then something else may have happened since.
  if (evidence.completed === true) return proof === 'served' ? 'high' : 'medium'
  return proof === undefined ? 'medium' : 'high'
}
