import type { CauseView } from '../core/cause.ts'
import type { Finding } from '../core/finding.ts'
import type { Target } from '../core/target.ts'
import { slowSymptoms } from './database-slowness.ts'

const refusals = ['http.auth-failures', 'logs.refused-requests'] as const

/** To be weighed by causes that lie in the service itself. */
export const symptomChecks = [
  'http.unhealthy',
  'http.error-rate',
  'http.latency',
  'http.slow-probe',
  'http.unreachable',
  'logs.failing-requests',
  'kubernetes.no-ready-pods',
  'kubernetes.replicas-missing',
  'kubernetes.probe-failing',
  'kubernetes.liveness-kills',
  ...refusals,
] as const

type View = CauseView<(typeof symptomChecks)[number]>

/** Requests of the service that fail or take long. */
export function failures(service: Target, view: View): readonly Finding[] {
  return slowSymptoms(service, view)
}

/** Requests of the service that are refused with 401 or 403. */
export function refused(service: Target, view: View): readonly Finding[] {
  return view.findings(...refusals).filter((finding) => view.topology.dependsOn(finding.target, service))
}

/** The services in scope. */
export function services({ topology }: Pick<View, 'topology'>): readonly Target[] {
  return topology.nodes.flatMap(({ target }) => (target.system === 'service' ? [target] : []))
}
