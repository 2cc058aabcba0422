import { defineCause } from '../core/cause.ts'
import { numberIn, textIn } from '../core/evidence.ts'
import type { Finding } from '../core/finding.ts'
import type { Remedy } from '../core/remedy.ts'
import type { Target } from '../core/target.ts'
import type { Topology } from '../core/topology.ts'
import { saidBy, voices } from './complaints.ts'
import { byKubectl } from './kubectl.ts'
import { reasonsOf } from './reasons.ts'
import { failures, services, symptomChecks } from './service-symptoms.ts'

/** The process computes so much, or gets so little of a processor, that requests wait for their turn in the event loop. */
export const cpuStarved = defineCause({
  id: 'cpu-starved',
  reads: {},
  weighs: ['http.event-loop-lag', 'kubernetes.cpu-at-limit', ...symptomChecks, ...voices],
  conclude: (_sightings, view) =>
    services(view).flatMap((service) => {
      const lag = view.findingsOn(service, 'http.event-loop-lag')
      const said = saidBy(service, view, 'event-loop-blocked')
      // What a sidecar may use is not what the service has.
      const throttled = view.findingsOn(service, 'kubernetes.cpu-at-limit').filter(({ evidence }) => evidence.isMain)
      const grounds = [...lag, ...said, ...throttled]
      const [first] = grounds
      if (first === undefined) return []
      const symptoms = failures(service, view)
      // A held-up loop that nobody feels is a busy one.
      if (symptoms.length === 0 && first.severity === 'warning') return []
      return {
        target: service,
        summary: `${service.name} has no time for its requests: ${first.summary}`,
        because: reasonsOf(grounds),
        explains: [...grounds, ...symptoms],
        confidence: symptoms.length > 0 ? ('high' as const) : ('medium' as const),
        remedies: [...moreCpu(service, throttled, view.topology), profile],
      }
    }),
})

const profile: Remedy = {
  kind: 'manual',
  risk: 'low',
  summary: `look what it computes (a CPU profile) and whether it is throttled; more replicas or more CPU help while the load is the reason, a roll back where a release is`,
}

/** Twice the limit that it is at: nobody can tell how much it would use without one. */
function moreCpu(service: Target, throttled: readonly Finding[], topology: Topology): readonly Remedy[] {
  return throttled.flatMap((finding) => {
    const workload = textIn(finding, 'workload')
    const container = textIn(finding, 'container')
    const limit = numberIn(finding, 'limit')
    if (workload === null || container === null || limit === null) return []
    const cpu = `${Math.ceil(limit * 2 * 1000)}m`
    const words = ['set', 'resources', workload, '-c', container, `--limits=cpu=${cpu}`]
    const summary = `allow it twice the CPU, which starts its pods anew, one after another; write it down where its resources come from, too`
    return [byKubectl(service, topology, words, { risk: 'low', summary })]
  })
}
