import { type CauseView, defineCause } from '../core/cause.ts'
import { numberIn, textIn } from '../core/evidence.ts'
import type { Finding } from '../core/finding.ts'
import type { Confidence } from '../core/severity.ts'
import { asksWrongly } from '../facts/kubernetes/probe-answer.ts'
import { type OfWorkload, oncePerFault } from './one-release.ts'
import { failedRollout, followsFromFailing, isBlamedElsewhere, podFailureChecks } from './pod-failures.ts'
import { reasonsOf } from './reasons.ts'
import { findingsOf, type WorkloadContext, workloadContexts, workloadReads } from './workload-context.ts'
import { rollBackWorkload } from './workload-remedies.ts'

type View = CauseView<(typeof podFailureChecks)[number]>

/** Pods run and are never called ready, because their probe asks for what they do not have: another path, port, scheme or command. */
export const readinessProbeWrong = defineCause({
  id: 'readiness-probe-wrong',
  reads: workloadReads,
  weighs: [...podFailureChecks],
  conclude: (seen, view) => oncePerFault(workloadContexts(seen).flatMap((context) => ofWorkload(context, view))),
})

const ownChanges = /^(readiness|startup) probe of |^ports of /

function ofWorkload(context: WorkloadContext, view: View): readonly OfWorkload[] {
  const rollout = failedRollout(context, view)
  if (isBlamedElsewhere(rollout, ownChanges)) return []
  const isChanged = rollout !== undefined && !rollout.isRestart
  const failing = findingsOf(context, view, 'kubernetes.probe-failing')
  const misasked = isChanged && rollout.finding.evidence.askedWrongly === true ? [rollout.finding] : []
  const judged = (failing.length > 0 ? failing : misasked).flatMap((finding) => {
    const confidence = suspicion(finding, context, isChanged)
    return confidence === undefined ? [] : [{ finding, confidence }]
  })
  const [first] = judged
  if (first === undefined) return []
  const { finding, confidence } = first
  const { state, target } = context
  const probe = textIn(finding, 'probe') ?? 'readiness'
  return [
    {
      context,
      what: null,
      conclusion: {
        target,
        summary: `the ${probe} probe of ${state.workload} asks for what its pods do not have (${askedFor(finding)})`,
        because: reasonsOf([
          ...new Set([...judged.map((each) => each.finding), ...(isChanged ? [rollout.finding] : [])]),
        ]),
        explains: [...judged.map((each) => each.finding), ...followsFromFailing(context, view)],
        confidence,
        remedies: [
          ...(isChanged ? [rollBackWorkload(context, view.topology)] : []),
          {
            kind: 'manual',
            risk: 'low',
            summary: `correct the ${probe} probe in the template of ${state.workload}: compare it with what the process answers, and where it listens`,
          },
        ],
      },
    },
  ]
}

/** How sure it is that the probe is wrong and not the process; undefined where it is not. */
function suspicion(finding: Finding, context: WorkloadContext, isChanged: boolean): Confidence | undefined {
  if (isChanged) return 'high'
  // What was ready once, the probe fitted.
  if (finding.evidence.wasReady === true) return undefined
  const message = textIn(finding, 'message') ?? ''
  if (asksWrongly.test(message)) return 'high'
  if (!/connection refused/.test(message)) return undefined
  return isDeclared(finding, context) ? undefined : 'medium'
}

/** Its container says that it listens at this port. One that declares no port at all tells nothing. */
function isDeclared(finding: Finding, { state }: WorkloadContext): boolean {
  const ports = state.containers.find(({ name }) => name === textIn(finding, 'container'))?.ports ?? []
  const number = numberIn(finding, 'port')
  const named = textIn(finding, 'port')
  return ports.length === 0 || ports.some(({ name, port }) => port === number || (name !== null && name === named))
}

function askedFor(finding: Finding): string {
  const path = textIn(finding, 'path')
  const port = numberIn(finding, 'port') ?? textIn(finding, 'port')
  const parts = [path, port === null ? null : `port ${port}`].filter((each) => each !== null)
  return parts.length === 0 ? 'its command' : parts.join(' at ')
}
