import { defineCause } from '../core/cause.ts'
import { textIn } from '../core/evidence.ts'
import { reasonsOf } from './reasons.ts'

/** The consumers live and work, but less arrives at the end than at the start: a slow handler, or too few of them. */
export const consumersTooSlow = defineCause({
  id: 'consumers-too-slow',
  reads: {},
  weighs: ['kafka.group-lag', 'kafka.rebalance-storm'],
  conclude: (_sightings, view) =>
    view
      .findings('kafka.group-lag')
      .filter(({ evidence }) => evidence.configured === true)
      .map((finding) => {
        const stalled = textIn(finding, 'status') === 'STALL'
        const storms = view
          .findingsOn(finding.target, 'kafka.rebalance-storm')
          .filter(({ target }) => target.id?.group === finding.target.id?.group)
        return {
          target: finding.target,
          summary: finding.summary,
          because: reasonsOf([finding, ...storms]),
          explains: [finding, ...storms],
          // A group that does nothing at all may also wait for something it needs.
          confidence: stalled ? ('medium' as const) : ('high' as const),
          remedies: [
            {
              kind: 'manual' as const,
              risk: 'low' as const,
              summary: `look at the time that the handler of ${textIn(finding, 'group')} takes for one record and at what it calls; more consumers help up to the number of partitions`,
            },
          ],
        }
      }),
})
