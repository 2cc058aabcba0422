import { defineCause } from '../core/cause.ts'
import { textIn } from '../core/evidence.ts'
import type { Finding } from '../core/finding.ts'
import { followsFromFailing, podFailureChecks } from './pod-failures.ts'
import { reasonsOf } from './reasons.ts'
import { findingsOf, workloadContexts, workloadReads } from './workload-context.ts'

/** Pods are thrown out again and again, because they write more than they may, or their node runs short. */
export const podsEvicted = defineCause({
  id: 'pods-evicted',
  reads: workloadReads,
  weighs: ['kubernetes.evicted', ...podFailureChecks],
  conclude: (seen, view) =>
    workloadContexts(seen).flatMap((context) => {
      const grounds = findingsOf(context, view, 'kubernetes.evicted')
      const [finding] = grounds
      if (finding === undefined) return []
      return [
        {
          target: context.target,
          summary: `pods of ${context.state.workload} are evicted: ${textIn(finding, 'message') ?? 'their node is short of something'}`,
          because: reasonsOf(grounds),
          explains: [...grounds, ...followsFromFailing(context, view)],
          confidence: 'high' as const,
          remedies: [{ kind: 'manual' as const, risk: 'low' as const, summary: advice(finding) }],
        },
      ]
    }),
})

/** The words of the kubelet: kubernetes/kubernetes, pkg/kubelet/eviction/helpers.go. */
function advice(finding: Finding): string {
  const message = textIn(finding, 'message') ?? ''
  if (/ephemeral|emptyDir|limit/i.test(message) && !/low on resource/.test(message)) {
    return 'find what it writes (logs, temporary files, uploads), or raise its limit of ephemeral-storage or the sizeLimit of the volume'
  }
  return 'make room on the node (disk or memory), or give these pods requests that say what they need, so that others go first'
}
