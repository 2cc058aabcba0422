import { defineCause } from '../core/cause.ts'
import { complaintsAbout, voices } from './complaints.ts'
import { slownessChecks, suffering } from './database-slowness.ts'
import { reasonsOf } from './reasons.ts'

/** Redis cannot save to disk: it refuses writes (MISCONF), or loses them with the process. */
export const redisNotPersisting = defineCause({
  id: 'redis-not-persisting',
  reads: {},
  weighs: ['redis.persistence-failing', 'redis.refused-writes', ...slownessChecks, ...voices],
  conclude: (_sightings, view) =>
    view.topology.nodes
      .filter(({ target }) => target.system === 'redis')
      .flatMap(({ target }) => {
        const found = view.findingsOn(target, 'redis.persistence-failing')
        const complaints = complaintsAbout(target, view, 'redis-not-persisting')
        const grounds = [...found, ...complaints]
        if (grounds.length === 0) return []
        const refused = view.findingsOn(target, 'redis.refused-writes')
        const refuses =
          complaints.length + refused.length > 0 || found.some(({ evidence }) => evidence.refusesWrites === true)
        return {
          target,
          summary: found[0]?.summary ?? `${target.name} cannot save to disk and refuses writes`,
          because: reasonsOf(grounds),
          explains: [...grounds, ...refused, ...(refuses ? suffering(target, view) : [])],
          confidence: 'high' as const,
          remedies: [
            {
              kind: 'manual' as const,
              risk: 'none' as const,
              summary: `make the folder of ${target.name} writable again (full disk, rights, overcommit of memory for the fork: its log says which), then BGSAVE; writes are taken again once it succeeds`,
            },
          ],
        }
      }),
})
