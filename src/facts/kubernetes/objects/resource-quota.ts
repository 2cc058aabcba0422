import type { Kind } from '../../../clients/kubernetes/client.ts'
import { listAt, textsAt, valueAt } from '../../../core/json.ts'
import { type Meta, readMeta } from './meta.ts'
import { readQuantity } from './quantity.ts'

/** What all of a namespace may use together. */
export interface ResourceQuota extends Meta {
  readonly limits: readonly QuotaLimit[]
  /** Only pods of these kinds count (`BestEffort`, `Terminating`, a priority class); empty: all. */
  readonly scopes: readonly string[]
}

export interface QuotaLimit {
  /** `pods`, `requests.cpu`, `limits.memory`, `count/deployments.apps`, … */
  readonly resource: string
  /** As the quota writes it: `2`, `500m`, `4Gi`. */
  readonly hardText: string
  readonly usedText: string
  readonly hard: number
  readonly used: number
}

/** Resource quotas, as the API holds them. */
export const resourceQuotas: Kind<ResourceQuota> = {
  group: '',
  version: 'v1',
  resource: 'resourcequotas',
  namespaced: true,
  read(raw, now) {
    const used = textsAt(raw, 'status', 'used')
    const scopes = listAt(raw, 'spec', 'scopes').filter((each) => typeof each === 'string')
    return {
      ...readMeta(raw, now),
      limits: Object.entries(textsAt(raw, 'status', 'hard')).flatMap(([resource, hardText]) =>
        limitOf(resource, hardText, used[resource] ?? '0'),
      ),
      scopes: [...scopes, ...(valueAt(raw, 'spec', 'scopeSelector') === undefined ? [] : ['by a selector'])],
    }
  },
}

function limitOf(resource: string, hardText: string, usedText: string): readonly QuotaLimit[] {
  const hard = readQuantity(hardText)
  const used = readQuantity(usedText)
  return hard === null || used === null ? [] : [{ resource, hardText, usedText, hard, used }]
}
