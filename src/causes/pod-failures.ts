import type { CauseView } from '../core/cause.ts'
import { textsIn } from '../core/evidence.ts'
import type { Finding } from '../core/finding.ts'
import { followsFromMissing, missingPodsChecks } from './missing-pods.ts'
import { findingsOf, type WorkloadContext } from './workload-context.ts'

const falls = [
  'kubernetes.crash-loop',
  'kubernetes.restarts-climbing',
  'kubernetes.init-failed',
  'kubernetes.probe-failing',
  'kubernetes.liveness-kills',
] as const

/** To be weighed by causes for which the pods of a workload fail. */
export const podFailureChecks = ['logs.crash-line', ...falls, ...missingPodsChecks] as const
export type PodFailureView = CauseView<(typeof podFailureChecks)[number]>

/** How the pods of a workload fail when they have started: one thing, seen from several sides. */
export function fallsOf(context: WorkloadContext, view: PodFailureView): readonly Finding[] {
  return findingsOf(context, view, ...falls)
}

/** All that follows where the pods of a workload do not come up, or fall. */
export function followsFromFailing(context: WorkloadContext, view: PodFailureView): readonly Finding[] {
  const { service, state } = context
  return [
    ...fallsOf(context, view),
    ...view.findingsOn(service, 'logs.crash-line'),
    ...followsFromMissing(service, state.workload, view),
  ]
}

/** A rollout whose pods do not come up. */
export interface FailedRollout {
  readonly finding: Finding
  /** The same template as before: a mere restart. */
  readonly isRestart: boolean
  readonly changes: readonly string[]
}

export function failedRollout(context: WorkloadContext, view: PodFailureView): FailedRollout | undefined {
  const [finding] = findingsOf(context, view, 'kubernetes.new-pods-fail')
  if (finding === undefined) return undefined
  return { finding, isRestart: finding.evidence.isRestart === true, changes: textsIn(finding, 'changes') }
}

/** Changes of a template that make the probes fail: of the probes themselves, of the ports, of what the process may compute. */
const probing = /^(liveness|readiness|startup) probe of |^ports of |^CPU limit/

/** How the pods of a failed rollout fall for no more particular reason than the rollout itself. */
export function plainFallsOf(
  context: WorkloadContext,
  { changes }: FailedRollout,
  view: PodFailureView,
): readonly Finding[] {
  const probed = changes.some((change) => probing.test(change))
  return fallsOf(context, view).filter(
    (finding) =>
      !(probed && ['kubernetes.probe-failing', 'kubernetes.liveness-kills'].includes(finding.check)) &&
      !isMigration(finding),
  )
}

/** An init container that migrates, by the usual names of such containers and tools. */
export function isMigration({ check, evidence }: Finding): boolean {
  const name = typeof evidence.container === 'string' ? evidence.container : ''
  return (
    check === 'kubernetes.init-failed' && /migrat|schema|flyway|liquibase|alembic|prisma|(^|[-_])db([-_]|$)/i.test(name)
  )
}

/** Charts write a digest of the configuration into the template, so that pods follow it: nothing else changed. */
export function isOnlyStamped({ changes }: FailedRollout): boolean {
  return changes.every((change) => /^annotation .*(checksum|config|secret|hash|sha)/i.test(change))
}

/** A rollout is to blame, and not because of what this pattern names among its changes. */
export function isBlamedElsewhere(rollout: FailedRollout | undefined, own: RegExp): boolean {
  if (rollout === undefined || rollout.isRestart) return false
  return !rollout.changes.some((change) => own.test(change))
}
