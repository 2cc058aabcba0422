import { type CauseView, type Conclusion, defineCause } from '../core/cause.ts'
import { numberIn, textIn } from '../core/evidence.ts'
import type { Finding } from '../core/finding.ts'
import type { Remedy } from '../core/remedy.ts'
import { nodeKey, type Target } from '../core/target.ts'
import { saidBy, voices } from './complaints.ts'
import { byKubectl } from './kubectl.ts'
import { failedRollout, followsFromFailing, podFailureChecks } from './pod-failures.ts'
import { reasonsOf } from './reasons.ts'
import { restart } from './service-remedies.ts'
import { failures, services, symptomChecks } from './service-symptoms.ts'
import { findingsOf, type WorkloadContext, workloadContexts, workloadReads } from './workload-context.ts'
import { isOwnMaster, rollBackWorkload } from './workload-remedies.ts'

const checks = [
  'kubernetes.oom-killed',
  'kubernetes.memory-near-limit',
  ...symptomChecks,
  ...voices,
  ...podFailureChecks,
] as const

type View = CauseView<(typeof checks)[number]>

/** The process ran out of its heap and died, or the kernel killed it at the limit of its container. */
export const outOfMemory = defineCause({
  id: 'out-of-memory',
  reads: workloadReads,
  weighs: [...checks],
  conclude(seen, view) {
    const contexts = workloadContexts(seen)
    return services(view).flatMap((service) => {
      const own = contexts.filter((context) => nodeKey(context.service) === nodeKey(service))
      const killed = own.flatMap((context) => killedIn(context, view))
      return killed.length > 0 ? killed : heapExhausted(service, view)
    })
  },
})

function heapExhausted(service: Target, view: View): readonly Conclusion[] {
  const said = saidBy(service, view, 'heap-exhausted')
  if (said.length === 0) return []
  return [
    {
      target: service,
      summary: `${service.name} ran out of memory`,
      because: reasonsOf(said),
      explains: [...said, ...failures(service, view)],
      confidence: 'high',
      remedies: [
        restart(
          service,
          view.topology,
          `restart ${service.name} where it did not restart itself; raise its memory limit until the leak or the large result is found`,
        ),
      ],
    },
  ]
}

/** One conclusion a workload: about its main container if that was killed, else about the other one. */
function killedIn(context: WorkloadContext, view: View): readonly Conclusion[] {
  const killed = findingsOf(context, view, 'kubernetes.oom-killed')
  const finding = killed.find(({ evidence }) => evidence.isMain === true) ?? killed[0]
  if (finding === undefined) return []
  const said = saidBy(context.service, view, 'heap-exhausted')
  const near = findingsOf(context, view, 'kubernetes.memory-near-limit')
  const grounds = [...killed, ...said, ...near]
  const container = textIn(finding, 'container') ?? ''
  const limit = numberIn(finding, 'memoryLimit')
  const certain = killed.some(({ evidence }) => evidence.isItself === true)
  return [
    {
      target: context.target,
      summary: `${container} of ${context.state.workload} is killed for memory: ${limitText(limit)} ${paceText(finding)}`,
      because: reasonsOf(grounds),
      explains: [...grounds, ...ofContainer(container, followsFromFailing(context, view))],
      confidence: certain ? 'high' : 'medium',
      remedies: remedies(context, finding, view),
    },
  ]
}

/** Another container that falls has another reason. */
function ofContainer(container: string, findings: readonly Finding[]): readonly Finding[] {
  return findings.filter((finding) => (textIn(finding, 'container') ?? container) === container)
}

function limitText(limit: number | null): string {
  return limit === null ? 'it has no limit of its own and' : `its limit is ${mebibytes(limit)} Mi, and`
}

/** What lasts for long before it falls, leaks or meets a large request; what falls at once never had enough. */
function paceText(finding: Finding): string {
  return (numberIn(finding, 'ranMs') ?? 0) < startMs ? 'it falls soon after its start' : 'it grows until it falls'
}

const startMs = 120_000

function remedies(context: WorkloadContext, finding: Finding, view: View): readonly Remedy[] {
  const rollout = failedRollout(context, view)
  const isNew = rollout !== undefined && !rollout.isRestart
  return [...(isNew ? [rollBackWorkload(context, view.topology)] : []), moreMemory(context, finding, view)]
}

/** Twice the limit: enough to serve until the leak is found. What somebody else writes is changed there. */
function moreMemory(context: WorkloadContext, finding: Finding, view: View): Remedy {
  const { service, state } = context
  const limit = numberIn(finding, 'memoryLimit')
  const container = textIn(finding, 'container') ?? ''
  const isRoom = limit !== null && isOwnMaster(context) && /^(Deployment|StatefulSet|DaemonSet)$/.test(state.kind)
  if (!isRoom) {
    const where = isOwnMaster(context) ? state.workload : `what ${state.manager.name ?? 'its owner'} is made from`
    const summary = `raise the memory limit of ${container} in ${where}${limit === null ? ', or give it one' : ` above ${mebibytes(limit)} Mi`}, and look for the leak or the large result`
    return { kind: 'manual', risk: 'low', summary }
  }
  const words = ['set', 'resources', state.workload, `-c=${container}`, `--limits=memory=${mebibytes(limit) * 2}Mi`]
  const summary = `raise the memory limit of ${container} to ${mebibytes(limit) * 2} Mi (its pods are replaced), and look for the leak or the large result`
  return byKubectl(service, view.topology, words, { risk: 'low', summary })
}

function mebibytes(bytes: number): number {
  return Math.ceil(bytes / 2 ** 20)
}
