import type { Conclusion } from '../core/cause.ts'
import { numberIn, textIn } from '../core/evidence.ts'
import type { Finding } from '../core/finding.ts'
import type { Remedy } from '../core/remedy.ts'
import type { Topology } from '../core/topology.ts'
import { failedRollout, followsFromFailing, type PodFailureView } from './pod-failures.ts'
import { reasonsOf } from './reasons.ts'
import { findingsOf, type WorkloadContext } from './workload-context.ts'

/**
 * Pods of a workload fall over, or run without ever answering their probe. Where a rollout, a lack of memory or anything else explains it, that is
 * the cause and this its consequence.
 */
export function serviceDownOf(context: WorkloadContext, view: PodFailureView): readonly Conclusion[] {
  const falls = findingsOf(
    context,
    view,
    'kubernetes.crash-loop',
    'kubernetes.restarts-climbing',
    'kubernetes.init-failed',
    'kubernetes.probe-failing',
  )
  const [first] = falls
  if (first === undefined) return []
  const { service, target } = context
  const lines = view.findingsOn(service, 'logs.crash-line')
  const rollout = failedRollout(context, view)
  const ofRollout = new Set(
    rollout === undefined ? [] : [rollout.finding, ...findingsOf(context, view, 'kubernetes.rollout-stuck')],
  )
  return [
    {
      target,
      summary: sentence(first, lines, context),
      because: reasonsOf([...falls, ...lines]),
      explains: [...falls, ...followsFromFailing(context, view).filter((each) => !ofRollout.has(each))],
      // It is known what happens, not why.
      confidence: 'medium',
      remedies: [readLog(context, first, view.topology)],
    },
  ]
}

function sentence(finding: Finding, [line]: readonly Finding[], { state }: WorkloadContext): string {
  const who = `${textIn(finding, 'container')} of ${state.workload}`
  if (isSilent(finding))
    return `${who} runs and does not pass its ${textIn(finding, 'probe')} probe: ${textIn(finding, 'message') ?? 'nobody says why'}`
  const said = (line === undefined ? null : textIn(line, 'line')) ?? textIn(finding, 'lastWords')
  const words = said === null ? ` (exit code ${numberIn(finding, 'exitCode')})` : `: ${said.slice(0, 200)}`
  return `${who} falls over again and again${words}`
}

function isSilent({ check }: Finding): boolean {
  return check === 'kubernetes.probe-failing'
}

/** A restart does not help what restarts by itself: what it said at its end does. */
function readLog({ service, state }: WorkloadContext, finding: Finding, topology: Topology): Remedy {
  const container = textIn(finding, 'container') ?? ''
  const summary = isSilent(finding)
    ? `read what ${container} says: it runs, and does not answer its probe`
    : `read the last words of ${container}: nothing else tells why it ends, and it restarts by itself`
  const words = ['logs', state.workload, '-c', container, ...(isSilent(finding) ? [] : ['--previous']), '--tail=50']
  const { kubectl } = topology.handles(service)
  if (kubectl === undefined) return { kind: 'manual', risk: 'none', summary: `${summary}: kubectl ${words.join(' ')}` }
  return { kind: 'command', command: [...kubectl, ...words], mutates: false, risk: 'none', summary }
}
