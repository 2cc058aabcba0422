import type { CauseView, Conclusion, Sightings } from '../core/cause.ts'
import { textIn } from '../core/evidence.ts'
import type { Finding } from '../core/finding.ts'
import type { Remedy } from '../core/remedy.ts'
import type { ImageFault } from '../facts/kubernetes/image-fault.ts'
import { oncePerFault } from './one-release.ts'
import { failedRollout, followsFromFailing, podFailureChecks } from './pod-failures.ts'
import { reasonsOf } from './reasons.ts'
import { findingsOf, type WorkloadContext, workloadContexts, type workloadReads } from './workload-context.ts'
import { rollBackWorkload } from './workload-remedies.ts'

/** To be weighed by every cause for which an image cannot be had. */
export const imageChecks = ['kubernetes.image-pull', ...podFailureChecks] as const

interface ImageCause {
  readonly faults: readonly ImageFault[]
  readonly summary: (image: string, workload: string) => string
  /** What a person has to do where no rollout can be taken back, and afterwards where one can. */
  readonly advice: (image: string, context: WorkloadContext, finding: Finding) => string
}

/** Workloads whose pods wait for an image that cannot be had for one of these reasons. */
export function imageConclusions(
  seen: Sightings<typeof workloadReads>,
  view: CauseView<(typeof imageChecks)[number]>,
  { faults, summary, advice }: ImageCause,
): readonly Conclusion[] {
  const each = workloadContexts(seen).flatMap((context) => {
    const grounds = findingsOf(context, view, 'kubernetes.image-pull').filter(({ evidence }) =>
      faults.some((fault) => fault === evidence.fault),
    )
    const [finding] = grounds
    if (finding === undefined) return []
    const image = textIn(finding, 'image') ?? ''
    const rollout = failedRollout(context, view)
    const back: readonly Remedy[] =
      rollout === undefined || rollout.isRestart ? [] : [rollBackWorkload(context, view.topology)]
    return [
      {
        context,
        what: image,
        conclusion: {
          target: context.target,
          summary: summary(image, context.state.workload),
          because: reasonsOf(grounds),
          explains: [...grounds, ...followsFromFailing(context, view)],
          confidence: 'high' as const,
          remedies: [
            ...back,
            { kind: 'manual' as const, risk: 'low' as const, summary: advice(image, context, finding) },
          ],
        },
      },
    ]
  })
  return oncePerFault(each)
}
