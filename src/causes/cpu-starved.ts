import { type CauseView, type Conclusion, defineCause, type Sightings } from '../core/cause.ts'
import { numberIn, textIn, textsIn } from '../core/evidence.ts'
import type { Finding } from '../core/finding.ts'
import type { Remedy } from '../core/remedy.ts'
import { nodeKey, type Target } from '../core/target.ts'
import type { Topology } from '../core/topology.ts'
import { workloadPart } from '../facts/kubernetes/part-of.ts'
import { type WorkloadState, workloads } from '../facts/kubernetes/workloads.ts'
import { complaintsAbout, saidBy, voices } from './complaints.ts'
import { byKubectl } from './kubectl.ts'
import { reasonsOf } from './reasons.ts'
import { failures, services, symptomChecks } from './service-symptoms.ts'
import { isOfSlowness } from './slowness-of-the-process.ts'

const probes = ['kubernetes.liveness-kills', 'kubernetes.probe-failing', 'kubernetes.no-ready-pods'] as const
type View = CauseView<
  | 'http.event-loop-lag'
  | 'kubernetes.cpu-at-limit'
  | (typeof probes)[number]
  | (typeof symptomChecks)[number]
  | (typeof voices)[number]
>

/** The process computes so much, or gets so little of a processor, that requests wait for their turn. */
export const cpuStarved = defineCause({
  id: 'cpu-starved',
  reads: { workloads },
  weighs: ['http.event-loop-lag', 'kubernetes.cpu-at-limit', ...probes, ...symptomChecks, ...voices],
  conclude: (seen, view) => services(view).flatMap((service) => ofService(service, statesOf(service, seen), view)),
})

function statesOf(
  service: Target,
  seen: Sightings<{ readonly workloads: typeof workloads }>,
): readonly WorkloadState[] {
  return seen.workloads.find(({ target }) => nodeKey(target) === nodeKey(service))?.value.workloads ?? []
}

function ofService(service: Target, states: readonly WorkloadState[], view: View): readonly Conclusion[] {
  const lag = view.findingsOn(service, 'http.event-loop-lag')
  const said = saidBy(service, view, 'event-loop-blocked')
  // What a sidecar may use is not what the service has.
  const throttled = view.findingsOn(service, 'kubernetes.cpu-at-limit').filter(({ evidence }) => evidence.isMain)
  const grounds = [...throttled, ...lag, ...said]
  const [first] = grounds
  if (first === undefined) return []
  const failing = throttled.flatMap((each) => slowProbes(service, textIn(each, 'workload'), view))
  const symptoms = [...failures(service, view).filter((each) => !isOfCrash(each)), ...failing]
  // A held-up loop that nobody feels is a busy one, and a small limit is usual; both together are not.
  const isHeldUp = throttled.length > 0 && lag.length > 0
  if (symptoms.length === 0 && !isHeldUp && grounds.every(({ severity }) => severity === 'warning')) return []
  const complaints = view.topology.dependencies(service).flatMap(({ target }) => complaintsAbout(target, view))
  const blamed = complaints.filter((each) => !isOfSlowness(each))
  // To be at a small limit, or a loop that is held up a little, is usual; together with the failure of a dependency it is a coincidence.
  const isMild = said.length === 0 && lag.every(({ severity }) => severity === 'warning')
  const isDoubtful = isMild && blamed.length > 0
  // A loop that is held up a little makes answers late, and does nothing else.
  const isFelt = throttled.length > 0 || !isMild ? symptoms.length > 0 : symptoms.some(isLateAnswer)
  const workload = throttled.map((each) => textIn(each, 'workload')).find((each) => each !== null) ?? null
  return [
    {
      target: workload === null ? service : workloadPart(service, workload),
      summary: `${workload ?? service.name} has no time for its requests: ${first.summary}`,
      because: reasonsOf(grounds),
      explains: [...grounds, ...symptoms, ...(throttled.length > 0 ? complaints.filter(isOfSlowness) : [])],
      ...(isDoubtful && { contradictedBy: blamed.map(({ summary }) => `it complains of a dependency: ${summary}`) }),
      confidence: isDoubtful ? 'low' : isFelt ? 'high' : 'medium',
      remedies: [...moreCpu(service, throttled, states, view.topology), profile],
    },
  ]
}

function isLateAnswer({ check }: Finding): boolean {
  return check === 'http.latency' || check === 'http.slow-probe'
}

/** A process that ends by itself has other reasons than a lack of time; those that the kubelet ends are told by their probes. */
function isOfCrash(finding: Finding): boolean {
  return textsIn(finding, 'why').includes('crash-loop')
}

/** A process that waits for its turn answers the kubelet too late as well. */
function slowProbes(service: Target, workload: string | null, view: View): readonly Finding[] {
  const late = view
    .findingsOn(service, 'kubernetes.liveness-kills', 'kubernetes.probe-failing')
    .filter((each) => textIn(each, 'workload') === workload && isLate(each))
  const gone = view
    .findingsOn(service, 'kubernetes.no-ready-pods')
    .filter((each) => textIn(each, 'workload') === workload)
  return late.length === 0 ? [] : [...late, ...gone]
}

function isLate(finding: Finding): boolean {
  return /timed? ?out|deadline exceeded/i.test(textIn(finding, 'message') ?? '')
}

const profile: Remedy = {
  kind: 'manual',
  risk: 'low',
  summary: `look what it computes (a CPU profile) and whether it is throttled; more replicas or more CPU help while the load is the reason, a roll back where a release is`,
}

/** Twice the limit that it is at: nobody can tell how much it would use without one. Pods that have less than their template says get that when they are started anew. */
function moreCpu(
  service: Target,
  throttled: readonly Finding[],
  states: readonly WorkloadState[],
  topology: Topology,
): readonly Remedy[] {
  return throttled.flatMap((finding) => {
    const workload = textIn(finding, 'workload')
    const container = textIn(finding, 'container')
    const limit = numberIn(finding, 'limit')
    if (workload === null || container === null || limit === null) return []
    const state = states.find((each) => each.workload === workload)
    const template = state?.containers.find(({ name }) => name === container)
    if (template !== undefined && (template.limits.cpu ?? Number.POSITIVE_INFINITY) > limit) {
      const words = ['rollout', 'restart', workload]
      const summary = `start its pods anew, one after another: ${container} was given less CPU than its template says (${template.limits.cpu ?? 'no limit'}), and gets that again`
      return [byKubectl(service, topology, words, { risk: 'low', summary })]
    }
    const cpu = `${Math.ceil(limit * 2 * 1000)}m`
    const words = ['set', 'resources', workload, '-c', container, `--limits=cpu=${cpu}`]
    const summary = `allow it twice the CPU, which starts its pods anew, one after another; write it down where its resources come from, too`
    return [byKubectl(service, topology, words, { risk: 'low', summary })]
  })
}
