import type { CauseView } from '../core/cause.ts'
import type { Finding } from '../core/finding.ts'
import type { Target } from '../core/target.ts'

/** How services fall that cannot do without something. */
export const fallChecks = [
  'kubernetes.crash-loop',
  'kubernetes.restarts-climbing',
  'kubernetes.init-failed',
  'kubernetes.rollout-stuck',
  'logs.crash-line',
] as const

/** Pods of services that need this node and fall over where it is gone: all of them, not only those of a new release. */
export function fallenServices(node: Target, view: CauseView<(typeof fallChecks)[number]>): readonly Finding[] {
  return view.findings(...fallChecks).filter((finding) => {
    const { othersServe, endedAs } = finding.evidence
    return view.topology.dependsOn(finding.target, node) && othersServe !== true && endedAs !== 'OOMKilled'
  })
}
