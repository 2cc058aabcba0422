import { defineCause } from '../core/cause.ts'
import { saidBy, voices } from './complaints.ts'
import { reasonsOf } from './reasons.ts'
import { refused, services, symptomChecks } from './service-symptoms.ts'

/** The clock of the service is wrong, so that good tokens are not valid yet or expired for it. */
export const clockSkew = defineCause({
  id: 'clock-skew',
  reads: {},
  weighs: ['http.clock-skew', ...symptomChecks, ...voices],
  conclude: (_sightings, view) =>
    services(view).flatMap((service) => {
      const skew = view.findingsOn(service, 'http.clock-skew')
      const early = saidBy(service, view, 'token-not-yet-valid')
      const late = saidBy(service, view, 'token-expired')
      const symptoms = refused(service, view)
      // Expired tokens alone are clients that did not refresh.
      const grounds = skew.length > 0 ? [...skew, ...early, ...late] : early
      if (grounds.length === 0 || (skew.length === 0 && symptoms.length === 0)) return []
      return {
        target: service,
        summary: skew[0]?.summary ?? `tokens are not valid yet for ${service.name}: its clock or the issuer's is wrong`,
        because: reasonsOf([...grounds, ...symptoms]),
        explains: [...grounds, ...symptoms],
        // Without anybody refused it may be the clock of this machine that is wrong.
        confidence:
          symptoms.length === 0 ? ('low' as const) : skew.length > 0 ? ('high' as const) : ('medium' as const),
        remedies: [
          {
            kind: 'manual' as const,
            risk: 'low' as const,
            summary: `set the clock of the machine of ${service.name} right (is chrony or ntpd running there? timedatectl), then restart nothing: tokens are valid again at once`,
          },
        ],
      }
    }),
})
