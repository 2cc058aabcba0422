import { defineCause } from '../core/cause.ts'
import { textIn } from '../core/evidence.ts'
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
        const [service] = view.topology.dependants(finding.target).filter(({ target }) => target.system === 'service')
        const group = textIn(finding, 'group') ?? 'the group'
        return {
          target: finding.target,
          summary: finding.summary,
          because: reasonsOf([finding]),
          explains: [finding],
          confidence: 'high' as const,
          remedies: [
            restart(
              service?.target ?? finding.target,
              view.topology,
              `start the consumers of ${group} again; first look in their log why they stopped`,
            ),
          ],
        }
      }),
})
