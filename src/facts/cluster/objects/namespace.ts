import type { Kind } from '../../../clients/kubernetes/client.ts'
import { textAt } from '../../../core/json.ts'
import { type Meta, readMeta } from '../../kubernetes/objects/meta.ts'

export interface Namespace extends Meta {
  /** `Active` or `Terminating`. */
  readonly phase: string
}

/** Namespaces, as the API holds them. */
export const namespaces: Kind<Namespace> = {
  group: '',
  version: 'v1',
  resource: 'namespaces',
  namespaced: false,
  read: (raw, now) => ({ ...readMeta(raw, now), phase: textAt(raw, 'status', 'phase') ?? 'Active' }),
}
