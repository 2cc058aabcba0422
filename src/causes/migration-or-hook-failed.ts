import { defineCause } from '../core/cause.ts'
import { complaintsAbout, voices } from './complaints.ts'
import { slownessChecks, slowSymptoms } from './database-slowness.ts'
import { reasonsOf } from './reasons.ts'

/** The service asks for a table or a column that the database does not have: a migration did not run, or only in part. */
export const migrationOrHookFailed = defineCause({
  id: 'migration-or-hook-failed',
  reads: {},
  weighs: [...slownessChecks, ...voices],
  conclude: (_sightings, view) =>
    view.topology.nodes
      .filter(({ target }) => target.system === 'postgres')
      .flatMap(({ target }) => {
        const complaints = complaintsAbout(target, view, 'schema-mismatch')
        if (complaints.length === 0) return []
        return {
          target,
          summary: `the schema of ${target.name} is not the one that the service expects`,
          because: reasonsOf(complaints),
          explains: [...complaints, ...slowSymptoms(target, view)],
          confidence: 'high' as const,
          remedies: [
            {
              kind: 'manual' as const,
              risk: 'low' as const,
              summary: `look which migration of the release did not run on ${target.name}, and run it; if the release must go back first, roll the service back`,
            },
          ],
        }
      }),
})
