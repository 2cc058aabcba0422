import { type CauseView, defineCause } from '../core/cause.ts'
import { textIn } from '../core/evidence.ts'
import type { Target } from '../core/target.ts'
import type { Topology } from '../core/topology.ts'
import { reasonsOf } from './reasons.ts'
import { restart } from './service-remedies.ts'
import { scaleBack } from './workload-remedies.ts'

/** What keeps all pods of a workload from running. */
const kept = [
  'kubernetes.no-ready-pods',
  'kubernetes.unschedulable',
  'kubernetes.image-pull',
  'kubernetes.config-error',
  'kubernetes.create-forbidden',
  'kubernetes.crash-loop',
] as const

/** Records wait and nobody consumes for the group: the consumers are stopped, crashed or cannot join. */
export const consumersGone = defineCause({
  id: 'consumers-gone',
  reads: {},
  weighs: ['kafka.no-members', 'kafka.group-lag', 'kubernetes.scaled-to-zero', ...kept],
  conclude: (_sightings, view) =>
    view
      .findings('kafka.no-members')
      .filter(({ severity, evidence }) => severity === 'critical' || evidence.configured === true)
      .flatMap((finding) => {
        const group = textIn(finding, 'group') ?? 'the group'
        const service = consumerOf(group, finding.target, view.topology)
        const stopped = service === undefined ? [] : view.findingsOn(service, 'kubernetes.scaled-to-zero')
        const [only] = stopped
        // Consumers that cannot run have a cause of their own.
        if (service !== undefined && only === undefined && isKeptAway(service, view)) return []
        return {
          target: finding.target,
          summary: finding.summary,
          because: reasonsOf([finding, ...stopped]),
          explains: [finding],
          confidence: 'high' as const,
          remedies: [
            service !== undefined && only !== undefined
              ? scaleBack(only, service, view.topology)
              : restart(
                  service ?? finding.target,
                  view.topology,
                  `start the consumers of ${group} again; first look in their log why they stopped`,
                ),
          ],
        }
      }),
})

function isKeptAway(service: Target, view: CauseView<(typeof kept)[number]>): boolean {
  return view.findingsOn(service, ...kept).some(({ severity }) => severity === 'critical')
}

/** Groups are named after their service, as a rule; else it is clear only where one service uses the cluster. */
function consumerOf(group: string, cluster: Target, topology: Topology): Target | undefined {
  const services = topology.dependants(cluster).flatMap(({ target }) => (target.system === 'service' ? [target] : []))
  return services.find(({ name }) => name === group) ?? (services.length === 1 ? services[0] : undefined)
}
