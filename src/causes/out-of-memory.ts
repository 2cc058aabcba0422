import { defineCause } from '../core/cause.ts'
import { saidBy, voices } from './complaints.ts'
import { reasonsOf } from './reasons.ts'
import { restart } from './service-remedies.ts'
import { failures, services, symptomChecks } from './service-symptoms.ts'

/** The process ran out of its heap and died. */
export const outOfMemory = defineCause({
  id: 'out-of-memory',
  reads: {},
  weighs: [...symptomChecks, ...voices],
  conclude: (_sightings, view) =>
    services(view).flatMap((service) => {
      const said = saidBy(service, view, 'heap-exhausted')
      if (said.length === 0) return []
      return {
        target: service,
        summary: `${service.name} ran out of memory`,
        because: reasonsOf(said),
        explains: [...said, ...failures(service, view)],
        confidence: 'high' as const,
        remedies: [
          restart(
            service,
            view.topology,
            `restart ${service.name} where it did not restart itself; raise its memory limit until the leak or the large result is found`,
          ),
        ],
      }
    }),
})
