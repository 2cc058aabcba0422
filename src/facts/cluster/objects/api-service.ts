import type { Kind } from '../../../clients/kubernetes/client.ts'
import { isRecord, textAt, valueAt } from '../../../core/json.ts'
import { type Meta, readMeta } from '../../kubernetes/objects/meta.ts'
import { type Condition, readConditions } from '../../kubernetes/objects/workload.ts'

/** A part of the API that the API server asks another server for: metrics, for one. */
export interface ApiService extends Meta {
  readonly group: string
  readonly version: string
  /** Null where the API server answers itself. */
  readonly service: { readonly namespace: string; readonly name: string } | null
  readonly conditions: readonly Condition[]
}

/** Aggregated parts of the API, as the API holds them. */
export const apiServices: Kind<ApiService> = {
  group: 'apiregistration.k8s.io',
  version: 'v1',
  resource: 'apiservices',
  namespaced: false,
  read(raw, now) {
    const service = valueAt(raw, 'spec', 'service')
    return {
      ...readMeta(raw, now),
      group: textAt(raw, 'spec', 'group') ?? '',
      version: textAt(raw, 'spec', 'version') ?? '',
      service: isRecord(service)
        ? { namespace: textAt(service, 'namespace') ?? '', name: textAt(service, 'name') ?? '' }
        : null,
      conditions: readConditions(raw, now),
    }
  },
}
