import type { Kind } from '../../../clients/kubernetes/client.ts'
import { listAt, textAt, textsAt } from '../../../core/json.ts'
import { type Meta, readMeta } from './meta.ts'

/** What a single container, pod or claim of a namespace may ask for, and gets where it asks for nothing. */
export interface LimitRange extends Meta {
  readonly limits: readonly RangeLimit[]
}

/** Amounts by resource, as they are written: `cpu: 500m`. */
export interface RangeLimit {
  readonly of: string
  readonly min: Readonly<Record<string, string>>
  readonly max: Readonly<Record<string, string>>
  readonly defaultLimit: Readonly<Record<string, string>>
  readonly defaultRequest: Readonly<Record<string, string>>
}

/** Limit ranges, as the API holds them. */
export const limitRanges: Kind<LimitRange> = {
  group: '',
  version: 'v1',
  resource: 'limitranges',
  namespaced: true,
  read: (raw, now) => ({
    ...readMeta(raw, now),
    limits: listAt(raw, 'spec', 'limits').map((each) => ({
      of: textAt(each, 'type') ?? '',
      min: textsAt(each, 'min'),
      max: textsAt(each, 'max'),
      defaultLimit: textsAt(each, 'default'),
      defaultRequest: textsAt(each, 'defaultRequest'),
    })),
  }),
}
