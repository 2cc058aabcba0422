import { type CauseView, defineCause } from '../core/cause.ts'
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
        const reasons = view.changes.filter((change) => isEmptying(change, target, view))
        const misses = [
          ...view.findingsOn(target, 'redis.hit-ratio'),
          ...view.findings('http.cache-hit-ratio').filter((finding) => view.topology.dependsOn(finding.target, target)),
        ]
        if (misses.length === 0 || reasons.length === 0) return []
        return {
          target,
          summary: `${target.name} is cold: ${reasons.at(-1)?.summary}`,
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

function isEmptying(change: Change, target: Target, view: CauseView): boolean {
  if (nodeKey(change.target) !== nodeKey(target) || view.now - change.at > coldMs) return false
  // A cache that came up together with its service has lost nothing.
  return change.kind === 'flush' || (change.kind === 'restart' && ranBefore(change, view))
}

function ranBefore(restart: Change, { changes, topology }: CauseView): boolean {
  const dependants = topology.dependants(restart.target).map((node) => nodeKey(node.target))
  return !changes.some(
    (change) => change.kind === 'restart' && dependants.includes(nodeKey(change.target)) && change.at > restart.at,
  )
}
