import { defineCause } from '../core/cause.ts'
import { textIn } from '../core/evidence.ts'
import type { Target } from '../core/target.ts'
import type { Topology } from '../core/topology.ts'
import { reasonsOf } from './reasons.ts'
import { restart } from './service-remedies.ts'

/** Records wait and nobody consumes for the group: the consumers are stopped, crashed or cannot join. */
export const consumersGone = defineCause({
  id: 'consumers-gone',
  reads: {},
  weighs: ['kafka.no-members', 'kafka.group-lag'],
  conclude: (_sightings, view) =>
    view
      .findings('kafka.no-members')
      .filter(({ severity, evidence }) => severity === 'critical' || evidence.configured === true)
      .map((finding) => {
        const group = textIn(finding, 'group') ?? 'the group'
        const service = consumerOf(group, finding.target, view.topology)
        return {
          target: finding.target,
          summary: finding.summary,
          because: reasonsOf([finding]),
          explains: [finding],
          confidence: 'high' as const,
          remedies: [
            restart(
              service ?? finding.target,
              view.topology,
              `start the consumers of ${group} again; first look in their log why they stopped`,
            ),
          ],
        }
      }),
})

/** Groups are named after their service, as a rule; else it is clear only where one service uses the cluster. */
function consumerOf(group: string, cluster: Target, topology: Topology): Target | undefined {
  const services = topology.dependants(cluster).flatMap(({ target }) => (target.system === 'service' ? [target] : []))
  return services.find(({ name }) => name === group) ?? (services.length === 1 ? services[0] : undefined)
}
