import { clusterSuite } from './suite.ts'

/**
 * What `npm test` holds on a cluster, by dressing: what was right, remedy included, whenever it was run. Everything else is skipped by name until it is;
 * `npm run scenarios` runs and counts all of them.
 */
export const held = {
  plain: [
    'init-container-fails',
    'deleted-secret',
    'volume-stuck',
    'quota-exhausted',
    'no-node-fits',
    'webhook-down',
    'pod-security',
    'helm-release-stuck',
    'scaled-to-zero',
    'ingress-without-targets',
    'database-down-behind-service',
    'other-application-refused',
  ],
  other: ['during-a-rollout', 'after-a-rollout', 'other-application'],
} as const

/** Held in neither dressing. */
export function notHeld(): readonly string[] {
  const names = new Set<string>([...held.plain, ...held.other])
  return [...clusterSuite.scenarios, ...clusterSuite.healthyVariants]
    .map(({ name }) => name)
    .filter((name) => !names.has(name))
}
