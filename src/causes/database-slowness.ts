import type { CauseView } from '../core/cause.ts'
import { textIn, textsIn } from '../core/evidence.ts'
import type { Finding } from '../core/finding.ts'
import { nodeKey, type Target } from '../core/target.ts'
import type { Signature } from '../facts/logs/failure.ts'
import { complaintsAbout, voices } from './complaints.ts'
import { fallChecks, fallenServices } from './fallen-services.ts'

/** What follows when a database answers too slowly: sessions pile up, pools run full, services time out. */
const consequences = [
  'postgres.connections',
  'postgres.long-running',
  'postgres.xmin-horizon',
  'pgbouncer.saturated',
  'pgbouncer.client-limit',
  'http.pool-saturated',
] as const

const symptoms = [
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
] as const

const complaints: readonly Signature[] = [
  'statement-timeout',
  'lock-timeout',
  'pool-timeout',
  'pooler-timeout',
  'pooler-login-failed',
  'too-many-connections',
  'connection-timeout',
  'deadlock',
]

/** To be weighed by every cause that makes services suffer from a system that is there. */
export const slownessChecks = [...consequences, ...symptoms, ...fallChecks, ...voices] as const
type View = CauseView<(typeof slownessChecks)[number]>

/** Findings on the database, its poolers and the services above that a slow database brings about. */
export function consequencesOfSlowness(
  database: Target,
  view: CauseView<(typeof slownessChecks)[number]>,
): readonly Finding[] {
  const above = view
    .findings(...consequences)
    .filter((finding) => view.topology.dependsOn(finding.target, database) && !isHeldByOthers(finding))
  return [...above, ...complaintsAbout(database, view, ...complaints), ...suffering(database, view)]
}

/** What services feel of a node that serves them badly: symptoms, and pods that fall over where they complain of it. */
export function suffering(node: Target, view: View): readonly Finding[] {
  const complaining = new Set(complaintsAbout(node, view).map(({ target }) => nodeKey(target)))
  const fallen = fallenServices(node, view).filter(({ target }) => complaining.has(nodeKey(target)))
  return [...slowSymptoms(node, view), ...fallen]
}

/** Symptoms of slowness and failure on the node and above; refused logins are not among them. */
export function slowSymptoms(node: Target, view: CauseView<(typeof symptoms)[number]>): readonly Finding[] {
  return view
    .findings(...symptoms)
    .filter((finding) => view.topology.dependsOn(finding.target, node) && !isGone(finding) && !isOfPods(finding))
}

/** A process that is not there, or a certificate, has other reasons than slowness. */
function isGone(finding: Finding): boolean {
  return finding.check === 'http.unreachable' && textIn(finding, 'why') !== 'silent'
}

/** Pods that are missing because they never started have other reasons than slowness, too. */
function isOfPods(finding: Finding): boolean {
  return textsIn(finding, 'why').some((each) => !['probe-failing', 'crash-loop', 'starting'].includes(each))
}

/** Slots and standbys hold the horizon whatever sessions do. */
function isHeldByOthers({ check, target }: Finding): boolean {
  return check === 'postgres.xmin-horizon' && target.kind !== 'session'
}
