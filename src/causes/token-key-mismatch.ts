import { defineCause } from '../core/cause.ts'
import { saidBy, voices } from './complaints.ts'
import { reasonsOf } from './reasons.ts'
import { restart } from './service-remedies.ts'
import { refused, services, symptomChecks } from './service-symptoms.ts'

/** Tokens are refused for their signature: the service verifies with another key than the one they are signed with. */
export const tokenKeyMismatch = defineCause({
  id: 'token-key-mismatch',
  reads: {},
  weighs: [...symptomChecks, ...voices],
  conclude: (_sightings, view) =>
    services(view).flatMap((service) => {
      const said = saidBy(service, view, 'token-key-mismatch')
      const symptoms = refused(service, view)
      // A few forged or old tokens arrive on every day.
      if (said.length === 0 || symptoms.length === 0) return []
      return {
        target: service,
        summary: `${service.name} refuses tokens because of their signature: its key is not the one they are signed with`,
        because: reasonsOf([...said, ...symptoms]),
        explains: [...said, ...symptoms],
        confidence: 'high' as const,
        remedies: [
          restart(
            service,
            view.topology,
            `was the key rotated? Put the issuer's present key into the secret of ${service.name} and restart it: a process keeps the key it started with`,
          ),
        ],
      }
    }),
})
