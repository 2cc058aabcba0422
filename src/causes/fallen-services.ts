import type { CauseView } from '../core/cause.ts'
import { numberIn, textIn } from '../core/evidence.ts'
import type { Finding } from '../core/finding.ts'
import type { Target } from '../core/target.ts'

/** How services fall that cannot do without something. */
export const fallChecks = [
  'kubernetes.crash-loop',
  'kubernetes.restarts-climbing',
  'kubernetes.init-failed',
  'kubernetes.rollout-stuck',
  'kubernetes.new-pods-fail',
  'logs.crash-line',
] as const

/** Pods of services that need this node and fall over where it is gone. That those of a new release fall is for the release to explain. */
export function fallenServices(node: Target, view: CauseView<(typeof fallChecks)[number]>): readonly Finding[] {
  return view.findings(...fallChecks).filter((finding) => {
    const isKilled = textIn(finding, 'endedAs') === 'OOMKilled'
    return view.topology.dependsOn(finding.target, node) && !isKilled && !isOfNewPods(finding)
  })
}

/** New pods fail beside old ones that serve: not for want of what both need. */
function isOfNewPods(finding: Finding): boolean {
  return finding.check === 'kubernetes.new-pods-fail' && (numberIn(finding, 'oldReady') ?? 0) > 0
}
