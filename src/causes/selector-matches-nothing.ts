import { type CauseView, defineCause } from '../core/cause.ts'
import { textIn } from '../core/evidence.ts'
import type { Finding } from '../core/finding.ts'
import type { Remedy } from '../core/remedy.ts'
import type { Target } from '../core/target.ts'
import { type Network, network, type ServiceView, type WorkloadView } from '../facts/kubernetes/network.ts'
import { byKubectl } from './kubectl.ts'
import { followsFromMissing, missingPodsChecks } from './missing-pods.ts'
import { reasonsOf } from './reasons.ts'

type View = CauseView<'kubernetes.selector-matches-nothing' | (typeof missingPodsChecks)[number]>

/** The Service before the pods selects none of them: whoever calls is refused, while everything runs. */
export const selectorMatchesNothing = defineCause({
  id: 'selector-matches-nothing',
  reads: { network },
  weighs: ['kubernetes.selector-matches-nothing', ...missingPodsChecks],
  conclude: (sightings, view) =>
    sightings.network.flatMap(({ target, value }) =>
      view
        .findingsOn(target, 'kubernetes.selector-matches-nothing')
        // A left-over beside a Service that does its work hurts nobody.
        .filter(({ severity }) => severity === 'critical')
        .flatMap((finding) => {
          const service = value.services.find(({ name }) => name === textIn(finding, 'service'))
          if (service === undefined) return []
          return {
            target: finding.target,
            summary: `the selector of the Service ${service.name} fits no pod, so that nobody reaches ${target.name}`,
            because: reasonsOf([finding]),
            explains: [finding, ...followsFromMissing(target, null, view).filter(isOfService)],
            confidence: 'high' as const,
            remedies: remedies(service, value, target, view),
          }
        }),
    ),
})

/** That pods are not ready has other reasons. */
function isOfService({ check }: Finding): boolean {
  return !['kubernetes.no-ready-pods', 'kubernetes.replicas-missing', 'kubernetes.rollout-stuck'].includes(check)
}

function remedies(service: ServiceView, seen: Network, target: Target, { topology }: View): readonly Remedy[] {
  const selector = corrected(service, seen.workloads)
  if (selector === null || isFromGit(service)) return [byHand(service)]
  const patch = JSON.stringify({ spec: { selector } })
  const words = ['patch', 'service', service.name, '--type', 'merge', '-p', patch]
  const lasting =
    service.manager.by === 'helm' ? '; correct it in the chart, too, or the next upgrade takes it back' : ''
  return [
    byKubectl(target, topology, words, {
      risk: 'low',
      summary: `let the Service select the pods of ${service.workloads.join(', ')} again${lasting}`,
    }),
  ]
}

/** What is written in Git is written back from there. */
function isFromGit({ manager: { by } }: ServiceView): boolean {
  return by === 'argocd' || by === 'flux'
}

/**
 * The patch that makes the selector fit one workload, for a merge: wrong values take those of the pods, keys that the pods do not have go, and
 * what its own controller selects by comes in. Null where it is not clear which workload is meant.
 */
function corrected(
  service: ServiceView,
  workloads: readonly WorkloadView[],
): Readonly<Record<string, string | null>> | null {
  const [meant, ...others] = workloads.filter(({ name }) => service.workloads.includes(name))
  if (meant === undefined || others.length > 0) return null
  const wrong = Object.entries(service.selector).filter(([key, value]) => meant.labels[key] !== value)
  const patch = Object.fromEntries(wrong.map(([key]) => [key, meant.labels[key] ?? null]))
  const isNarrowed = Object.values(patch).every((value) => value !== null)
  const own = isNarrowed ? {} : pairsOf(meant)
  const result = { ...own, ...patch }
  // Without any pair it would select nothing at all.
  return Object.values({ ...service.selector, ...result }).some((value) => value !== null) ? result : null
}

/** The plain pairs by which its controller knows its pods: no other workload may use the same. */
function pairsOf({ selector }: WorkloadView): Readonly<Record<string, string>> {
  return Object.fromEntries(
    selector.split(/,(?![^(]*\))/).flatMap((each) => {
      const [, key, value] = /^([^\s=!]+)=([^\s=]*)$/.exec(each) ?? []
      return key === undefined || value === undefined ? [] : [[key, value]]
    }),
  )
}

function byHand(service: ServiceView): Remedy {
  const where = isFromGit(service) ? ` in the repository from which ${service.manager.by} writes it` : ''
  return {
    kind: 'manual',
    risk: 'low',
    summary: `correct spec.selector of the Service ${service.name}${where}: compare it with the labels of the pods (kubectl get pods --show-labels)`,
  }
}
