import { defineCause } from '../core/cause.ts'
import type { Change } from '../core/change.ts'
import { nodeKey, type Target } from '../core/target.ts'
import { slownessChecks, slowSymptoms } from './database-slowness.ts'
import { reasonsOf } from './reasons.ts'

/** How long an emptied cache is called cold, in milliseconds. */
const coldMs = 30 * 60_000

/** The cache was emptied or restarted: it finds little, and the database gets its reads. It fills by itself. */
export const cacheCold = defineCause({
  id: 'cache-cold',
  reads: {},
  weighs: ['redis.hit-ratio', 'http.cache-hit-ratio', ...slownessChecks],
  conclude: (_sightings, view) =>
    view.topology.nodes
      .filter(({ target }) => target.system === 'redis')
      .flatMap(({ target }) => {
        const reasons = view.changes.filter((change) => isEmptying(change, target, view.now))
        const misses = [
          ...view.findingsOn(target, 'redis.hit-ratio'),
          ...view.findings('http.cache-hit-ratio').filter((finding) => view.topology.dependsOn(finding.target, target)),
        ]
        const cold = misses.some(({ evidence }) => evidence.cold !== null && evidence.cold !== undefined)
        if (misses.length === 0 || (reasons.length === 0 && !cold)) return []
        return {
          target,
          summary: `${target.name} is cold: ${reasons.at(-1)?.summary ?? 'it was emptied or restarted a short time ago'}`,
          because: [...reasonsOf(misses), ...reasons.map((change) => ({ text: change.summary, changes: [change] }))],
          explains: [...misses, ...slowSymptoms(target, view)],
          confidence: 'high' as const,
          remedies: [
            {
              kind: 'manual' as const,
              risk: 'none' as const,
              summary:
                'wait: it fills by itself; do not flush or restart again, and slow the clients down where the database cannot follow',
            },
          ],
        }
      }),
})

function isEmptying(change: Change, target: Target, now: number): boolean {
  const fits = change.kind === 'flush' || change.kind === 'restart'
  return fits && nodeKey(change.target) === nodeKey(target) && now - change.at <= coldMs
}
