import { defineCause } from '../core/cause.ts'
import { numberIn, textIn } from '../core/evidence.ts'
import type { Finding } from '../core/finding.ts'
import type { Remedy } from '../core/remedy.ts'
import { part, type Target } from '../core/target.ts'
import type { Topology } from '../core/topology.ts'
import { inKubectlWords } from './kubectl.ts'
import { followsFromMissing, missingPodsChecks } from './missing-pods.ts'
import { reasonsOf } from './reasons.ts'
import { services } from './service-symptoms.ts'

/** A quota of the namespace is used up: pods of the service are not created at all. */
export const quotaExhausted = defineCause({
  id: 'quota-exhausted',
  reads: {},
  weighs: ['kubernetes.create-forbidden', 'kubernetes.quota-exhausted', ...missingPodsChecks],
  conclude: (_sightings, view) =>
    services(view).flatMap((service) => {
      const refused = view
        .findingsOn(service, 'kubernetes.create-forbidden')
        .filter((each) => faultOf(each) === 'quota')
      const full = view.findingsOn(service, 'kubernetes.quota-exhausted')
      const named = Map.groupBy([...full, ...refused], quotaOf)
      return [...named].map(([quota, grounds]) => ({
        target: part(service, 'quota', { quota }),
        summary: `the quota ${quota} of the namespace ${service.namespace ?? ''} leaves no room for pods of ${service.name}`,
        because: reasonsOf(grounds),
        explains: [
          ...grounds,
          ...grounds.flatMap((each) => followsFromMissing(service, textIn(each, 'workload'), view)),
        ],
        confidence: 'high' as const,
        remedies: [raise(quota, service, grounds, view.topology)],
      }))
    }),
})

function faultOf(finding: Finding): string | null {
  return textIn(finding, 'fault')
}

function quotaOf(finding: Finding): string {
  return textIn(finding, 'quota') ?? textIn(finding, 'by') ?? ''
}

function raise(quota: string, service: Target, grounds: readonly Finding[], topology: Topology): Remedy {
  const wishes = grounds.flatMap((each) => {
    const resource = textIn(each, 'resource')
    const requested = textIn(each, 'requested')
    if (resource === null || requested === null) return []
    const missing = Math.max(1, numberIn(each, 'missing') ?? 1)
    return [`${resource} by ${missing} x ${requested}`]
  })
  const by = wishes.length === 0 ? '' : `, ${[...new Set(wishes)].join(' and ')}`
  const words = inKubectlWords(service, topology, 'edit', 'resourcequota', quota)
  return {
    kind: 'manual',
    risk: 'low',
    summary: `make room: delete or scale down what the namespace does not need, or have the owner of the quota raise it${by} (${words})`,
  }
}
