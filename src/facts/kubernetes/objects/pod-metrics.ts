import type { Kind } from '../../../clients/kubernetes/client.ts'
import { listAt, textAt, valueAt } from '../../../core/json.ts'
import { agoOf, type Meta, readMeta } from './meta.ts'
import { readQuantity } from './quantity.ts'

/** What the containers of a pod use, by metrics-server. */
export interface PodMetrics extends Meta {
  /** How old the measurement is. */
  readonly ageMs: number | null
  readonly containers: readonly { readonly name: string; readonly cpu: number | null; readonly memory: number | null }[]
}

/** Measured pods. Not served where no metrics-server runs, which is normal. */
export const podMetrics: Kind<PodMetrics> = {
  group: 'metrics.k8s.io',
  version: 'v1beta1',
  resource: 'pods',
  namespaced: true,
  read: (raw, now) => ({
    ...readMeta(raw, now),
    ageMs: agoOf(textAt(raw, 'timestamp'), now),
    containers: listAt(raw, 'containers').map((each) => ({
      name: textAt(each, 'name') ?? '',
      cpu: readQuantity(valueAt(each, 'usage', 'cpu')),
      memory: readQuantity(valueAt(each, 'usage', 'memory')),
    })),
  }),
}
