import { defineCheck } from '../../core/check.ts'
import type { FindingDraft } from '../../core/finding.ts'
import { lasting } from '../../core/since.ts'
import { cannotTell, seenOf } from '../../facts/kubernetes/asked.ts'
import { type CreationFault, creationFaultOf } from '../../facts/kubernetes/creation-fault.ts'
import { type EventGroup, events } from '../../facts/kubernetes/events.ts'
import { workloadPart } from '../../facts/kubernetes/part-of.ts'
import { type WorkloadState, workloads } from '../../facts/kubernetes/workloads.ts'

/** Pods that the API server does not let a controller create: they do not exist, so that pods tell nothing of it. */
export const createForbidden = defineCheck({
  id: 'kubernetes.create-forbidden',
  kind: 'condition',
  reads: { workloads, events },
  params: {
    // Controllers try again with pauses of up to 16 minutes and 40 seconds.
    recentSeconds: 1000,
  },
  run: ({ workloads, events }, { target, now, params }) => {
    const short = workloads.workloads.filter(({ replicas, wanted, updated }) => Math.min(replicas, updated) < wanted)
    const said = (seenOf(events.groups) ?? []).filter(({ lastMs }) => (lastMs ?? 0) <= params.recentSeconds * 1000)
    const found = short.flatMap((workload): readonly FindingDraft[] => {
      const refusal = refusalOf(workload, said)
      if (refusal === undefined) return []
      const { wanted, ready } = workload
      const { fault, by, message, ageMs } = refusal
      return [
        {
          severity: ready === 0 ? 'critical' : 'warning',
          target: workloadPart(target, workload.workload),
          summary: `no pod may be created for ${workload.workload} (${ready} of ${wanted} ready): ${words[fault](by)}`,
          since: lasting(ageMs, now),
          evidence: { workload: workload.workload, fault, by, message, wanted, ready },
        },
      ]
    })
    const others = short.some(({ kind, refused }) => kind !== 'Deployment' && refused === null)
    return found.length === 0 && others && 'unasked' in events.groups ? cannotTell(events.groups) : found
  },
})

interface Refusal extends CreationFault {
  readonly message: string
  readonly ageMs: number | null
}

/** A Deployment says it itself; of others only the events tell. */
function refusalOf({ workload, kind, refused }: WorkloadState, said: readonly EventGroup[]): Refusal | undefined {
  if (refused !== null) return { ...creationFaultOf(refused.message), ...refused }
  if (kind === 'Deployment') return undefined
  const event = said.find((each) => each.workload === workload && each.creation !== null)
  if (event === undefined || event.creation === null) return undefined
  return { ...event.creation, message: event.message, ageMs: event.firstMs }
}

const words: Readonly<Record<CreationFault['fault'], (by: string | null) => string>> = {
  quota: (by) => `the quota ${by ?? 'of the namespace'} is used up`,
  'limit-range': () => `it asks for more or less than a limit range of the namespace allows`,
  'pod-security': (by) => `it violates the pod security of the namespace (${by ?? 'policy'})`,
  'webhook-denied': (by) => `the admission webhook ${by} denies it`,
  'webhook-unreachable': (by) => `the admission webhook ${by} does not answer`,
  'service-account': (by) => `there is no service account ${by ?? 'of that name'}`,
  invalid: () => 'the API server finds its template invalid',
  other: () => 'the API server refuses it',
}
