import { defineCause } from '../core/cause.ts'
import { saidBy, voices } from './complaints.ts'
import { reasonsOf } from './reasons.ts'
import { failures, services, symptomChecks } from './service-symptoms.ts'

/** The process computes so much, or gets so little of a processor, that requests wait for their turn in the event loop. */
export const cpuStarved = defineCause({
  id: 'cpu-starved',
  reads: {},
  weighs: ['http.event-loop-lag', ...symptomChecks, ...voices],
  conclude: (_sightings, view) =>
    services(view).flatMap((service) => {
      const lag = view.findingsOn(service, 'http.event-loop-lag')
      const said = saidBy(service, view, 'event-loop-blocked')
      const [first] = [...lag, ...said]
      if (first === undefined) return []
      const symptoms = failures(service, view)
      // A held-up loop that nobody feels is a busy one.
      if (symptoms.length === 0 && first.severity === 'warning') return []
      return {
        target: service,
        summary: `${service.name} has no time for its requests: ${first.summary}`,
        because: reasonsOf([...lag, ...said]),
        explains: [...lag, ...said, ...symptoms],
        confidence: symptoms.length > 0 ? ('high' as const) : ('medium' as const),
        remedies: [
          {
            kind: 'manual' as const,
            risk: 'low' as const,
            summary: `look what it computes (a CPU profile) and whether it is throttled; more replicas or more CPU help while the load is the reason, a roll back where a release is`,
          },
        ],
      }
    }),
})
