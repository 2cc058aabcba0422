import { defineCheck } from '../../core/check.ts'
import { durationText } from '../../core/duration-text.ts'
import type { FindingDraft } from '../../core/finding.ts'
import { lasting } from '../../core/since.ts'
import { seenOf } from '../../facts/kubernetes/asked.ts'
import { workloadPart } from '../../facts/kubernetes/part-of.ts'
import { scalerByHand, type Traces, traces } from '../../facts/kubernetes/traces.ts'

/** Workloads that shall have no pods, because somebody said so: neither a release nor an autoscaler. */
export const scaledToZero = defineCheck({
  id: 'kubernetes.scaled-to-zero',
  kind: 'condition',
  reads: { traces },
  params: {},
  run: ({ traces }, { target, now }) =>
    traces.workloads.flatMap((each): readonly FindingDraft[] => {
      const { workload, wanted } = each
      const by = scalerByHand(each)
      const step = lastStep(workload, traces)
      if (wanted > 0 || (by === undefined && step === undefined) || isMachine(by)) return []
      const when = step === undefined ? '' : `, ${durationText(step.agoMs)} ago`
      return [
        {
          severity: 'warning',
          target: workloadPart(target, workload),
          summary: `${workload} was scaled to 0 pods${by === undefined ? '' : ` by ${by}`}${when}`,
          since: lasting(step?.agoMs ?? null, now),
          evidence: { workload, by: by ?? null, from: step?.from ?? null, agoMs: step?.agoMs ?? null },
        },
      ]
    }),
})

/** The last step that the events still know, if it led to nothing. */
function lastStep(workload: string, { steps }: Traces) {
  const own = (seenOf(steps) ?? []).filter((step) => step.workload === workload)
  const [last] = own.toSorted((left, right) => left.agoMs - right.agoMs)
  return last?.to === 0 ? last : undefined
}

/** What starts the pods again by itself when they are needed, or at a time of the day. */
function isMachine(by: string | undefined): boolean {
  return by !== undefined && /keda|knative|autoscal|downscal|kube-green|sleep|cron|hibernat/i.test(by)
}
