import { defineCause } from '../core/cause.ts'
import type { Target } from '../core/target.ts'
import { complaintsAbout } from './complaints.ts'
import { suffering } from './database-slowness.ts'
import { downConclusion, outageChecks, outagesOf } from './outage.ts'
import { reasonsOf } from './reasons.ts'

/** Services cannot use Redis: it is not running, hangs, loads its data, or a script keeps it busy. */
export const redisDown = defineCause({
  id: 'redis-down',
  reads: {},
  weighs: [...outageChecks, 'redis.loading', 'redis.refusing-commands', 'redis.cluster-state', 'redis.sentinel-master'],
  conclude: (_sightings, view) => [
    ...outagesOf('redis', view)
      .filter(({ isAway }) => isAway)
      .map((outage) => downConclusion(outage, view, [startAgain(outage.node)])),
    ...view
      .findings('redis.loading', 'redis.refusing-commands', 'redis.cluster-state', 'redis.sentinel-master')
      // A group that serves with less than all of its servers is not down.
      .filter(({ severity }) => severity === 'critical')
      .map((finding) => ({
        target: finding.target,
        summary: finding.summary,
        because: reasonsOf([finding]),
        explains: [finding, ...complaintsAbout(finding.target, view), ...suffering(finding.target, view)],
        confidence: 'high' as const,
        remedies: [
          {
            kind: 'manual' as const,
            risk: 'low' as const,
            summary: howToWait[finding.check] ?? `look at ${finding.target.name}`,
          },
        ],
      })),
  ],
})

const howToWait: Readonly<Record<string, string>> = {
  'redis.loading': 'wait until it has loaded; restarting it starts the loading over',
  'redis.refusing-commands': 'SCRIPT KILL ends a script that has written nothing; otherwise wait for it',
  'redis.cluster-state': 'look which masters are gone (CLUSTER NODES) and bring them or their replicas back',
  'redis.sentinel-master': 'let the Sentinels fail over; where they have no quorum, bring them back first',
}

function startAgain({ name }: Target) {
  return {
    kind: 'manual',
    risk: 'low',
    summary: `look at the server of ${name}: is the process running or stopped, what does its log say last, did the kernel kill it for memory? Start it; its data is read from disk first`,
  } as const
}
