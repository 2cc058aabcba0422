import { defineCause } from '../core/cause.ts'
import { saidBy, voices } from './complaints.ts'
import { reasonsOf } from './reasons.ts'
import { failures, services, symptomChecks } from './service-symptoms.ts'

/** A certificate has expired: the service's own, or one that it has to trust. */
export const certificateExpired = defineCause({
  id: 'certificate-expired',
  reads: {},
  weighs: ['http.certificate', ...symptomChecks, ...voices],
  conclude: (_sightings, view) =>
    services(view).flatMap((service) => {
      const own = view.findingsOn(service, 'http.certificate').filter(({ severity }) => severity === 'critical')
      const said = saidBy(service, view, 'certificate-expired')
      const [first] = [...own, ...said]
      if (first === undefined) return []
      return {
        target: first.target,
        summary: first.summary,
        because: reasonsOf([...own, ...said]),
        explains: [
          ...own,
          ...said,
          ...failures(service, view),
          ...view.findingsOn(service, 'http.unreachable').filter(({ evidence }) => evidence.why === 'tls'),
        ],
        confidence: 'high' as const,
        remedies: [
          {
            kind: 'manual' as const,
            risk: 'low' as const,
            summary: `renew the certificate (why did its renewal fail: cert-manager, certbot, a hand?) and have the process read it: most need a restart or a reload`,
          },
        ],
      }
    }),
})
