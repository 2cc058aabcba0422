import type { Kind } from '../../../clients/kubernetes/client.ts'
import { numberAt, textAt, valueAt } from '../../../core/json.ts'
import { type LabelSelector, readLabelSelector } from './label-selector.ts'
import { type Meta, readMeta } from './meta.ts'
import { readConditions } from './workload.ts'

/** How many pods may be evicted at a time. It limits evictions alone: neither deletes nor rollouts. */
export interface DisruptionBudget extends Meta {
  /** Null selects no pod. */
  readonly selector: LabelSelector | null
  readonly minAvailable: number | string | null
  readonly maxUnavailable: number | string | null
  readonly allowed: number
  readonly currentHealthy: number
  readonly desiredHealthy: number
  readonly expectedPods: number
  /** Since it allows no eviction; null where it allows some, or nobody recorded it. */
  readonly blockedAgoMs: number | null
}

/** Disruption budgets, as the API holds them. */
export const disruptionBudgets: Kind<DisruptionBudget> = {
  group: 'policy',
  version: 'v1',
  resource: 'poddisruptionbudgets',
  namespaced: true,
  read(raw, now) {
    const spec = valueAt(raw, 'spec')
    const status = valueAt(raw, 'status')
    return {
      ...readMeta(raw, now),
      selector: readLabelSelector(valueAt(spec, 'selector')),
      minAvailable: numberAt(spec, 'minAvailable') ?? textAt(spec, 'minAvailable'),
      maxUnavailable: numberAt(spec, 'maxUnavailable') ?? textAt(spec, 'maxUnavailable'),
      allowed: numberAt(status, 'disruptionsAllowed') ?? 0,
      currentHealthy: numberAt(status, 'currentHealthy') ?? 0,
      desiredHealthy: numberAt(status, 'desiredHealthy') ?? 0,
      expectedPods: numberAt(status, 'expectedPods') ?? 0,
      blockedAgoMs:
        readConditions(raw, now).find(({ type, status: is }) => type === 'DisruptionAllowed' && is === 'False')
          ?.changedAgoMs ?? null,
    }
  },
}
