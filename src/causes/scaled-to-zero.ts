import { type CauseView, type Conclusion, defineCause } from '../core/cause.ts'
import { numberIn } from '../core/evidence.ts'
import { followsFromMissing, missingPodsChecks } from './missing-pods.ts'
import { reasonsOf } from './reasons.ts'
import { findingsOf, type WorkloadContext, workloadContexts, workloadReads } from './workload-context.ts'
import { scaleBack } from './workload-remedies.ts'

type View = CauseView<'kubernetes.scaled-to-zero' | (typeof missingPodsChecks)[number]>

/** Somebody scaled what callers are led to down to nothing. */
export const scaledToZero = defineCause({
  id: 'scaled-to-zero',
  reads: workloadReads,
  weighs: ['kubernetes.scaled-to-zero', ...missingPodsChecks],
  conclude(seen, view) {
    const contexts = workloadContexts(seen)
    return contexts.flatMap((context) => ofWorkload(context, view))
  },
})

function ofWorkload(context: WorkloadContext, view: View): readonly Conclusion[] {
  const [finding] = findingsOf(context, view, 'kubernetes.scaled-to-zero')
  // Nobody is led to a consumer: where its work is missed, that is seen at the queue.
  if (finding === undefined || !context.isServing) return []
  const { service, target, state } = context
  const felt = followsFromMissing(service, state.workload, view)
  const isFresh = numberIn(finding, 'agoMs') !== null
  return [
    {
      target,
      summary: `${finding.summary}: nobody answers its callers`,
      because: reasonsOf([finding, ...felt.filter(({ kind }) => kind === 'symptom')]),
      explains: [finding, ...felt],
      confidence: felt.length > 0 || isFresh ? 'high' : 'medium',
      remedies: [scaleBack(finding, service, view.topology)],
    },
  ]
}
