import type { Dressing } from './names.ts'

type Held = Readonly<Record<Dressing, readonly string[]>>

/**
 * What `npm test` brings about anew on the real systems, by suite and dressing: some of each kind, faults that look alike on different sides, so that a
 * run stays within its time. `npm run scenarios` brings about all of them, and recorded.test.ts judges all of them again as they were seen then.
 */
export const held: Readonly<Record<'systems' | 'cluster', Held>> = {
  systems: {
    plain: [
      ...['lock-blocker', 'slow-statement', 'connection-leak', 'token-key-mismatch', 'poison-pill', 'redis-down'],
      'nobody-calls',
    ],
    other: [
      ...['waiting-ddl', 'pooler-saturated', 'database-down', 'redis-full', 'cache-cold', 'consumers-gone'],
      'nobody-calls',
    ],
  },
  cluster: {
    plain: [
      ...['bad-rollout', 'no-node-fits', 'helm-release-stuck', 'scaled-to-zero'],
      ...['database-down-behind-service', 'no-metrics-server'],
    ],
    other: ['missing-key', 'webhook-down', 'port-mismatch', 'other-application-refused', 'namespace-only-rights'],
  },
}
