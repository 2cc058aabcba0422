import type { CauseView } from '../core/cause.ts'
import { textIn } from '../core/evidence.ts'
import type { Finding } from '../core/finding.ts'
import { nodeKey, type Target } from '../core/target.ts'
import { complaintsAbout, voices } from './complaints.ts'
import { symptomChecks } from './service-symptoms.ts'

const shortages = [
  'kubernetes.no-ready-pods',
  'kubernetes.replicas-missing',
  'kubernetes.rollout-stuck',
  'kubernetes.new-pods-fail',
  'kubernetes.service-without-endpoints',
  'kubernetes.pdb-blocks',
  'kubernetes.hpa-maxed',
  'helm.failed',
] as const

/** To be weighed by causes for which pods of a service do not come into being, or are not found. */
export const missingPodsChecks = [...shortages, ...symptomChecks, ...voices] as const
export type MissingPodsView = CauseView<(typeof missingPodsChecks)[number]>

/** What follows where pods of a workload are missing: for the workload, for who calls the service, and for what Helm waited for. */
export function followsFromMissing(
  service: Target,
  workload: string | null,
  view: MissingPodsView,
): readonly Finding[] {
  const own = view.findingsOn(service, ...shortages).filter((finding) => isOf(finding, workload))
  const symptoms = view.symptomsOver(service).filter((finding) => isOf(finding, workload))
  return [...own, ...symptoms, ...complaintsAbout(service, view)]
}

/** Whether pods of a workload are missing in a way that somebody feels or will feel. */
export function isShort(service: Target, workload: string | null, view: MissingPodsView): boolean {
  const felt = view.findingsOn(
    service,
    'kubernetes.no-ready-pods',
    'kubernetes.replicas-missing',
    'kubernetes.rollout-stuck',
  )
  return felt.some((finding) => isOf(finding, workload))
}

/** The cluster on which a service runs. */
export function clusterOf(service: Target, { topology }: MissingPodsView): Target {
  const clusters = topology.dependencies(service, 'cluster').map(({ target }) => target)
  return clusters.find(({ name }) => name === service.cluster) ?? clusters[0] ?? service
}

/** Services on this cluster. */
export function servicesOn(cluster: Target, { topology }: MissingPodsView): readonly Target[] {
  return topology.nodes.flatMap(({ target, dependsOn }) =>
    target.system === 'service' && dependsOn.includes(nodeKey(cluster)) ? [target] : [],
  )
}

/** Findings that name no workload speak of the service as a whole. */
function isOf(finding: Finding, workload: string | null): boolean {
  const named = textIn(finding, 'workload')
  return workload === null || named === null || named === workload
}
