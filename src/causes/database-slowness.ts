import type { CauseView } from '../core/cause.ts'
import { textIn, textsIn } from '../core/evidence.ts'
import type { Finding } from '../core/finding.ts'
import type { Target } from '../core/target.ts'
import type { Signature } from '../facts/logs/failure.ts'
import { complaintsAbout, voices } from './complaints.ts'

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

/** To be weighed by every cause that makes a database slow. */
export const slownessChecks = [...consequences, ...symptoms, ...voices] as const

/** Findings on the database, its poolers and the services above that a slow database brings about. */
export function consequencesOfSlowness(
  database: Target,
  view: CauseView<(typeof slownessChecks)[number]>,
): readonly Finding[] {
  const above = view
    .findings(...consequences)
    .filter((finding) => view.topology.dependsOn(finding.target, database) && !isHeldByOthers(finding))
  return [...above, ...complaintsAbout(database, view, ...complaints), ...slowSymptoms(database, view)]
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

/** Pods that never started, and pods of a new template where those of the one before serve, have other reasons than slowness, too. */
function isOfPods(finding: Finding): boolean {
  const why = textsIn(finding, 'why')
  return (
    finding.evidence.othersServe === true ||
    why.some((each) => !['probe-failing', 'crash-loop', 'starting'].includes(each))
  )
}

/** Slots and standbys hold the horizon whatever sessions do. */
function isHeldByOthers({ check, target }: Finding): boolean {
  return check === 'postgres.xmin-horizon' && target.kind !== 'session'
}
