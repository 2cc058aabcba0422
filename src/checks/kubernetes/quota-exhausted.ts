import { defineCheck } from '../../core/check.ts'
import { lasting, unknownSince } from '../../core/since.ts'
import { part } from '../../core/target.ts'
import { seenOf } from '../../facts/kubernetes/asked.ts'
import { type QuotaState, quota, type RefusedResource, type Wanting } from '../../facts/kubernetes/quota.ts'

/** A quota of the namespace keeps pods of the service from being created: they do not exist, so that pods tell nothing of it. */
export const quotaExhausted = defineCheck({
  id: 'kubernetes.quota-exhausted',
  kind: 'condition',
  reads: { quota },
  params: {},
  run({ quota: { quotas, workloads } }, { target, now }) {
    const states = seenOf(quotas)
    const found = workloads.flatMap((workload) => {
      const refusals = refusalsOf(workload, states ?? [])
      return refusals.flatMap(({ quota: name, resources, ageMs }) =>
        resources.map(({ resource, requested, used, limited }) => ({
          severity: workload.created === 0 ? ('critical' as const) : ('warning' as const),
          target: part(target, 'quota', { quota: name, workload: workload.workload }),
          summary: `the quota ${name} is used up: ${used} of ${limited} ${resource}, and a pod of ${workload.workload} needs ${requested} more`,
          since: ageMs === null ? unknownSince : lasting(ageMs, now),
          evidence: {
            ...{ quota: name, workload: workload.workload, resource, requested, used, limited },
            missing: Math.max(0, workload.wanted - workload.created),
          },
        })),
      )
    })
    const isShort = workloads.some(({ wanted, created, refused }) => created < wanted && refused === null)
    if (found.length === 0 && isShort && 'unasked' in quotas) {
      const { reason, grant } = quotas.unasked
      return { unknown: reason, ...(grant !== undefined && { grant }) }
    }
    return found
  },
})

interface Refused {
  readonly quota: string
  readonly resources: readonly RefusedResource[]
  readonly ageMs: number | null
}

/** By the word of the controller; else by the numbers, where pods are missing (controllers other than that of a Deployment leave only an event). */
function refusalsOf(workload: Wanting, quotas: readonly QuotaState[]): readonly Refused[] {
  if (workload.refused !== null) return [workload.refused]
  if (workload.created >= workload.wanted) return []
  return quotas.flatMap(({ name, limits, scopes }) => {
    const full =
      scopes.length > 0 ? [] : limits.filter(({ resource, hard, used }) => used + need(workload, resource) > hard)
    const resources = full.map(({ resource, hardText, usedText }) => ({
      ...{ resource, requested: String(need(workload, resource)), used: usedText, limited: hardText },
    }))
    return resources.length === 0 ? [] : [{ quota: name, resources, ageMs: null }]
  })
}

/** What one more pod takes of it; 0 for what pods do not take. */
function need({ perPod: { requests, limits } }: Wanting, resource: string): number {
  switch (resource) {
    case 'pods':
    case 'count/pods':
      return 1
    case 'cpu':
    case 'requests.cpu':
      return requests.cpu ?? 0
    case 'memory':
    case 'requests.memory':
      return requests.memory ?? 0
    case 'limits.cpu':
      return limits.cpu ?? 0
    case 'limits.memory':
      return limits.memory ?? 0
    default:
      return 0
  }
}
