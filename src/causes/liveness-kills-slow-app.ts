import { type CauseView, defineCause } from '../core/cause.ts'
import { numberIn, textIn } from '../core/evidence.ts'
import type { Finding } from '../core/finding.ts'
import { type OfWorkload, oncePerFault } from './one-release.ts'
import { failedRollout, followsFromFailing, isBlamedElsewhere, podFailureChecks } from './pod-failures.ts'
import { reasonsOf } from './reasons.ts'
import { findingsOf, type WorkloadContext, workloadContexts, workloadReads } from './workload-context.ts'
import { rollBackWorkload } from './workload-remedies.ts'

type View = CauseView<(typeof podFailureChecks)[number]>

/** The kubelet kills a process that is slow or busy, not dead: its liveness or startup probe has less patience than it needs. */
export const livenessKillsSlowApp = defineCause({
  id: 'liveness-kills-slow-app',
  reads: workloadReads,
  weighs: [...podFailureChecks],
  conclude: (seen, view) => oncePerFault(workloadContexts(seen).flatMap((context) => ofWorkload(context, view))),
})

/** Changes of a template that make a probe kill: of the probe itself, or of what the process may compute. */
const ownChanges = /^(liveness|startup) probe of |^CPU limit/

function ofWorkload(context: WorkloadContext, view: View): readonly OfWorkload[] {
  const kills = findingsOf(context, view, 'kubernetes.liveness-kills')
  const [finding] = kills
  const rollout = failedRollout(context, view)
  // New code that never answers is not slow.
  if (finding === undefined || isBlamedElsewhere(rollout, ownChanges)) return []
  const { state, target } = context
  const probe = textIn(finding, 'probe') ?? 'liveness'
  const timeout = numberIn(finding, 'timeoutSeconds')
  const isNew = rollout !== undefined && !rollout.isRestart
  return [
    {
      context,
      what: null,
      conclusion: {
        target,
        summary: `the ${probe} probe kills pods of ${state.workload}${timeout === null || !isTimeout(finding) ? '' : `: it waits ${timeout} s for an answer`}`,
        because: reasonsOf([...kills, ...(rollout === undefined ? [] : [rollout.finding])]),
        explains: [...kills, ...followsFromFailing(context, view)],
        confidence: 'high',
        remedies: [
          ...(isNew ? [rollBackWorkload(context, view.topology)] : []),
          {
            kind: 'manual',
            risk: 'low',
            summary: `${advice(probe, finding)}; whoever writes the template of ${state.workload} must change it`,
          },
        ],
      },
    },
  ]
}

function isTimeout(finding: Finding): boolean {
  return /timed? ?out|deadline exceeded/i.test(textIn(finding, 'message') ?? '')
}

function advice(probe: string, finding: Finding): string {
  if (probe === 'startup')
    return 'give the startup probe as many tries (failureThreshold x periodSeconds) as the slowest start needs'
  if (isTimeout(finding)) {
    return 'raise timeoutSeconds and failureThreshold of the liveness probe, and let it ask only whether the process lives, not its dependencies'
  }
  return 'compare what the liveness probe asks (path, port, command) with what the process answers, and raise initialDelaySeconds or add a startup probe where it starts slowly'
}
