import { defineCheck } from '../../core/check.ts'
import { lasting } from '../../core/since.ts'
import { part } from '../../core/target.ts'
import { cannotTell } from '../../facts/kubernetes/asked.ts'
import { autoscaling } from '../../facts/kubernetes/autoscaling.ts'

/** A disruption budget holds up evictions because fewer pods are well than it wants. One that never allows any is a choice. */
export const pdbBlocks = defineCheck({
  id: 'kubernetes.pdb-blocks',
  kind: 'condition',
  reads: { autoscaling },
  params: {
    /** KubePdbNotEnoughHealthyPods of kubernetes-mixin. */
    minAgeSeconds: 900,
  },
  run({ autoscaling: { budgets } }, { target, params, now }) {
    if ('unasked' in budgets) return cannotTell(budgets)
    return budgets.seen
      .filter(({ allowed, currentHealthy, desiredHealthy }) => allowed === 0 && currentHealthy < desiredHealthy)
      .filter(({ blockedAgoMs }) => (blockedAgoMs ?? 0) >= params.minAgeSeconds * 1000)
      .map(({ name, currentHealthy, desiredHealthy, blockedAgoMs }) => ({
        severity: 'warning' as const,
        target: part(target, 'budget', { budget: name }),
        summary: `the disruption budget ${name} lets no pod be evicted: ${currentHealthy} are healthy, it wants ${desiredHealthy}`,
        since: lasting(blockedAgoMs, now),
        evidence: { budget: name, currentHealthy, desiredHealthy, blockedMs: blockedAgoMs },
      }))
  },
})
