import { defineCheck } from '../../core/check.ts'
import type { FindingDraft } from '../../core/finding.ts'
import type { Since } from '../../core/since.ts'
import { lasting } from '../../core/since.ts'
import { workloadPart } from '../../facts/kubernetes/part-of.ts'
import { servicePods } from '../../facts/kubernetes/pods.ts'
import { type Shortage, shortageOf } from '../../facts/kubernetes/shortage.ts'
import { type WorkloadState, workloads } from '../../facts/kubernetes/workloads.ts'
import { whyText } from './why-text.ts'

/** A workload that should serve has not one ready pod: whoever needs it is turned away. */
export const noReadyPods = defineCheck({
  id: 'kubernetes.no-ready-pods',
  kind: 'symptom',
  reads: { workloads, servicePods },
  params: {
    // The controllers make a pod within a second or two of being told.
    createSeconds: 10,
  },
  run: ({ workloads, servicePods }, { target, now, params }) =>
    workloads.workloads.flatMap((workload): readonly FindingDraft[] => {
      const shortage = shortageOf(workload, servicePods)
      const { wanted, ready, why } = shortage
      if (wanted === 0 || ready > 0 || isComing(workload, shortage, params.createSeconds * 1000)) return []
      return [
        {
          severity: 'critical',
          target: workloadPart(target, workload.workload),
          summary: `0 of ${wanted} pods of ${workload.workload} are ready${whyText(why)}`,
          since: sinceOf(workload, shortage, now),
          evidence: { workload: workload.workload, wanted, ready, why },
        },
      ]
    }),
})

/** It is being created, scaled up from nothing, or restarted as its strategy says, and nothing has gone wrong. */
function isComing({ createdAgoMs, unavailableForMs }: WorkloadState, shortage: Shortage, createMs: number): boolean {
  if (shortage.why.some((each) => each !== 'starting' && each !== 'not-created')) return false
  return shortage.starting > 0 || Math.min(createdAgoMs, unavailableForMs ?? createdAgoMs) < createMs
}

/** A workload of several is called unavailable when the first of its pods is missed. */
function sinceOf({ unavailableForMs }: WorkloadState, { wanted, sinceMs }: Shortage, now: number): Since {
  const since = lasting(sinceMs, now)
  if (unavailableForMs === null || wanted === 1 || since.accuracy === 'unknown') return since
  return { accuracy: 'atMost', at: since.at }
}
