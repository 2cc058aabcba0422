import type { Kind } from '../../../clients/kubernetes/client.ts'
import { listAt, textAt, valueAt } from '../../../core/json.ts'
import { type Meta, readMeta } from './meta.ts'
import { readQuantity } from './quantity.ts'

/** A PersistentVolumeClaim. */
export interface Claim extends Meta {
  /** `Pending`, `Bound`, `Lost`. */
  readonly phase: string
  readonly storageClass: string | null
  readonly volume: string | null
  readonly requestedBytes: number | null
  readonly accessModes: readonly string[]
}

export const claims: Kind<Claim> = {
  group: '',
  version: 'v1',
  resource: 'persistentvolumeclaims',
  namespaced: true,
  read: (raw, now) => ({
    ...readMeta(raw, now),
    phase: textAt(raw, 'status', 'phase') ?? 'Pending',
    storageClass: textAt(raw, 'spec', 'storageClassName'),
    volume: textAt(raw, 'spec', 'volumeName'),
    requestedBytes: readQuantity(valueAt(raw, 'spec', 'resources', 'requests', 'storage')),
    accessModes: listAt(raw, 'spec', 'accessModes').filter((each) => typeof each === 'string'),
  }),
}
