import type { Conclusion } from '../core/cause.ts'
import { complaintsAbout } from './complaints.ts'
import { slowSymptoms } from './database-slowness.ts'
import type { OutageView } from './outage.ts'
import { reasonsOf } from './reasons.ts'

/** Nodes of a system that refuse the login of a service. */
export function refusedLogins(system: string, view: OutageView): readonly Conclusion[] {
  return view.topology.nodes
    .filter(({ target }) => target.system === system)
    .flatMap(({ target }) => {
      const complaints = complaintsAbout(target, view, 'authentication-failed', 'no-pg-hba-entry')
      if (complaints.length === 0) return []
      return {
        target,
        summary: `${target.name} refuses the login of the service`,
        because: reasonsOf(complaints),
        explains: [...complaints, ...complaintsAbout(target, view), ...slowSymptoms(target, view)],
        confidence: 'high' as const,
        remedies: [
          {
            kind: 'manual' as const,
            risk: 'low' as const,
            summary: `the password that the service uses and the one of its login on ${target.name} differ: was one of them rotated alone? Put the right one into the service's secret and restart it, or set the old one again on the server`,
          },
        ],
      }
    })
}
