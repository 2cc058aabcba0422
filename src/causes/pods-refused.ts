import { defineCause } from '../core/cause.ts'
import { textIn } from '../core/evidence.ts'
import type { Finding } from '../core/finding.ts'
import { oncePerFault } from './one-release.ts'
import { failedRollout, followsFromFailing, podFailureChecks } from './pod-failures.ts'
import { reasonsOf } from './reasons.ts'
import { findingsOf, workloadContexts, workloadReads } from './workload-context.ts'
import { rollBackWorkload } from './workload-remedies.ts'

/** The template of the pods breaks a rule of the namespace or of the node: pod security, a limit range, an image that runs as root, an invalid field. */
export const podsRefused = defineCause({
  id: 'pods-refused',
  reads: workloadReads,
  weighs: ['kubernetes.create-forbidden', 'kubernetes.config-error', ...podFailureChecks],
  conclude: (seen, view) =>
    oncePerFault(
      workloadContexts(seen).flatMap((context) => {
        const grounds = findingsOf(context, view, 'kubernetes.create-forbidden', 'kubernetes.config-error').filter(
          (finding) => advice[textIn(finding, 'fault') ?? ''] !== undefined,
        )
        const [finding] = grounds
        if (finding === undefined) return []
        const rollout =
          failedRollout(context, view) ?? stuckRollout(findingsOf(context, view, 'kubernetes.rollout-stuck'))
        const { state, target } = context
        return [
          {
            context,
            what: textIn(finding, 'fault'),
            conclusion: {
              target,
              summary: `pods of ${state.workload} are not allowed: ${finding.summary.replace(/^.*?: /, '')}`,
              because: reasonsOf(grounds),
              explains: [...grounds, ...followsFromFailing(context, view)],
              confidence: 'high' as const,
              remedies: [
                ...(rollout && state.ready > 0 ? [rollBackWorkload(context, view.topology)] : []),
                {
                  kind: 'manual' as const,
                  risk: 'low' as const,
                  summary: `${advice[textIn(finding, 'fault') ?? '']}; the server says: ${(textIn(finding, 'message') ?? '').slice(0, 300)}`,
                },
              ],
            },
          },
        ]
      }),
    ),
})

/** Where no pod of the new template exists, only that the rollout is stuck shows that there was one. */
function stuckRollout([finding]: readonly Finding[]): Finding | undefined {
  return finding
}

const advice: Readonly<Record<string, string>> = {
  'pod-security':
    'change the security context of the template, or the pod security level of the namespace (label pod-security.kubernetes.io/enforce)',
  'limit-range': 'change the requests and limits of the template so that the limit range of the namespace allows them',
  'run-as-root': 'use an image with a user other than root, or set runAsUser in the security context',
  invalid: 'correct the template: the API server finds it invalid',
  other: 'ask whoever administers the namespace why it is refused',
}
