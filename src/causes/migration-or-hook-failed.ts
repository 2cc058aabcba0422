import { defineCause } from '../core/cause.ts'
import type { Remedy } from '../core/remedy.ts'
import type { Target } from '../core/target.ts'
import { saidBy, voices } from './complaints.ts'
import { reasonsOf } from './reasons.ts'
import { failures, services, symptomChecks } from './service-symptoms.ts'

/** The service asks for a table or a column that the database does not have: a migration of its release did not run, or only in part. */
export const migrationOrHookFailed = defineCause({
  id: 'migration-or-hook-failed',
  reads: {},
  weighs: [...symptomChecks, ...voices],
  conclude: (_sightings, view) =>
    services(view).flatMap((service) => {
      const complaints = saidBy(service, view, 'schema-mismatch')
      if (complaints.length === 0) return []
      return {
        target: service,
        summary: `the schema of its database is not the one that ${service.name} expects`,
        because: reasonsOf(complaints),
        explains: [...complaints, ...failures(service, view)],
        confidence: 'high' as const,
        remedies: [migrate(service)],
      }
    }),
})

function migrate({ name }: Target): Remedy {
  return {
    kind: 'manual',
    risk: 'low',
    summary: `look which migration of the running release of ${name} did not run, or which change of the schema nobody announced, and run it or take it back; a roll back helps only if the release before fits the schema`,
  }
}
