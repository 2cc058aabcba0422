import { defineCause } from '../core/cause.ts'
import { reasonsOf } from './reasons.ts'
import { failures, services, symptomChecks } from './service-symptoms.ts'

/** Nothing is broken: many more requests arrive than usual, and users feel it. */
export const trafficSpike = defineCause({
  id: 'traffic-spike',
  reads: {},
  weighs: ['http.traffic-spike', ...symptomChecks],
  conclude: (_sightings, view) =>
    services(view).flatMap((service) => {
      const spike = view.findingsOn(service, 'http.traffic-spike')
      const symptoms = failures(service, view)
      if (spike.length === 0 || symptoms.length === 0) return []
      return {
        target: service,
        summary: `${service.name} gets many more requests than usual`,
        because: reasonsOf([...spike, ...symptoms]),
        explains: [...spike, ...symptoms],
        confidence: 'medium' as const,
        remedies: [
          {
            kind: 'manual' as const,
            risk: 'low' as const,
            summary: `add replicas while the database has connections left for their pools, or limit the rate; ask whether it is a campaign, a retry storm or an attack`,
          },
        ],
      }
    }),
})
