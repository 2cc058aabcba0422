import type { Conclusion } from '../core/cause.ts'
import type { Finding } from '../core/finding.ts'
import type { Target } from '../core/target.ts'
import { complaintsAbout } from './complaints.ts'
import { slowSymptoms } from './database-slowness.ts'
import { fallenServices } from './fallen-services.ts'
import type { OutageView } from './outage.ts'
import { reasonsOf } from './reasons.ts'

/** Nodes of a system that refuse the login of a service. */
export function refusedLogins(system: string, view: OutageView): readonly Conclusion[] {
  return view.topology.nodes
    .filter(({ target }) => target.system === system)
    .flatMap(({ target }) => {
      const told = complaintsAbout(target, view, 'authentication-failed', 'no-pg-hba-entry')
      const complaints = [...told, ...(told.length > 0 ? [] : poolersRefused(target, view))]
      if (complaints.length === 0) return []
      return {
        target,
        summary: `${target.name} refuses the login of the service`,
        because: reasonsOf(complaints),
        explains: [
          ...complaints,
          ...complaintsAbout(target, view),
          ...slowSymptoms(target, view),
          ...fallenServices(target, view),
        ],
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

/** A pooler does not pass on why its login fails; where the database has connections left and answers us, it is the login itself. */
function poolersRefused(database: Target, view: OutageView): readonly Finding[] {
  const answers = view.answered(database) && view.findingsOn(database, 'postgres.connections').length === 0
  if (database.system !== 'postgres' || !answers) return []
  const waiting = view.findings('pgbouncer.saturated').filter((finding) => finding.evidence.reason === 'no-server')
  const complaints = complaintsAbout(database, view, 'pooler-login-failed')
  return complaints.length === 0
    ? []
    : [...complaints, ...waiting.filter((finding) => view.topology.dependsOn(finding.target, database))]
}
