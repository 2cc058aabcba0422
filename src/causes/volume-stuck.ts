import { type CauseView, type Conclusion, defineCause } from '../core/cause.ts'
import { textIn, textsIn } from '../core/evidence.ts'
import type { Finding } from '../core/finding.ts'
import { followsFromFailing, podFailureChecks } from './pod-failures.ts'
import { reasonsOf } from './reasons.ts'
import { findingsOf, type WorkloadContext, workloadContexts, workloadReads } from './workload-context.ts'

const checks = [
  'kubernetes.volume-failed',
  'kubernetes.claim-unbound',
  'kubernetes.unschedulable',
  'kubernetes.stuck-terminating',
  ...podFailureChecks,
] as const

type View = CauseView<(typeof checks)[number]>

/** Pods wait for a volume: nobody makes it, another node holds it, or it cannot be mounted. */
export const volumeStuck = defineCause({
  id: 'volume-stuck',
  reads: workloadReads,
  weighs: [...checks],
  conclude: (seen, view) => workloadContexts(seen).flatMap((context) => ofWorkload(context, view)),
})

/** Faults that are not of the volume but of what shall be in it. */
const contents = ['missing-secret', 'missing-config-map', 'missing-key']

function ofWorkload(context: WorkloadContext, view: View): readonly Conclusion[] {
  const failed = findingsOf(context, view, 'kubernetes.volume-failed', 'kubernetes.claim-unbound').filter(
    (finding) => !contents.includes(textIn(finding, 'fault') ?? ''),
  )
  const unscheduled = findingsOf(context, view, 'kubernetes.unschedulable').filter((finding) =>
    textsIn(finding, 'kinds').includes('volume'),
  )
  const grounds = [...failed, ...unscheduled]
  const [finding] = grounds
  if (finding === undefined) return []
  const holders = findingsOf(context, view, 'kubernetes.stuck-terminating')
  const { state, service, target } = context
  return [
    {
      target,
      summary: `pods of ${state.workload} wait for a volume: ${finding.summary.replace(/^.*?: (no volume: )?/, '')}`,
      because: reasonsOf([...grounds, ...holders]),
      explains: [...grounds, ...followsFromFailing(context, view)],
      confidence: 'high',
      remedies: [{ kind: 'manual', risk: 'low', summary: advice(finding, context, service.namespace ?? '') }],
    },
  ]
}

function advice(finding: Finding, { state }: WorkloadContext, namespace: string): string {
  const claim = textIn(finding, 'claim') ?? textsIn(finding, 'claims')[0] ?? ''
  switch (textIn(finding, 'fault')) {
    case 'multi-attach':
      return `the volume can be on one node at a time: let the pod that holds it go first (scale ${state.workload} down and up, or set its strategy to Recreate); where its node is dead, make sure that it is off before the pod is deleted with force`
    case 'absent':
      return `create the claim ${claim} in the namespace ${namespace}, or correct its name in ${state.workload}`
    case 'pending':
      return `see why no volume is made for the claim ${claim} in the namespace ${namespace} (kubectl describe pvc ${claim}): does its storage class exist, does its provisioner run, is there room?`
    case 'lost':
      return `the volume of the claim ${claim} is gone: restore it from a backup; a new claim would be empty`
    default:
      return `look at the storage behind the volume (its driver on the node, its server, its rights): ${(textIn(finding, 'message') ?? '').slice(0, 200)}`
  }
}
