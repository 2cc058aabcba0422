import type { Kind, ListScope } from '../../../clients/kubernetes/client.ts'
import { numberAt, textAt, valueAt } from '../../../core/json.ts'
import { agoOf } from './meta.ts'

/** What a controller or a kubelet said of an object. Servers forget events after an hour unless told otherwise. */
export interface ClusterEvent {
  readonly namespace: string
  readonly reason: string
  readonly message: string
  /** How often it was said. */
  readonly count: number
  readonly firstAgoMs: number | null
  readonly lastAgoMs: number | null
  readonly object: {
    readonly kind: string
    readonly name: string
    readonly uid: string
    /** The container it is about; null where it is about the whole object. */
    readonly container: string | null
  }
  /** `kubelet`, `default-scheduler`, `replicaset-controller`, … */
  readonly source: string
}

/** Events of type Warning; to be listed with `warnings`. */
export const warningEvents: Kind<ClusterEvent> = {
  group: '',
  version: 'v1',
  resource: 'events',
  namespaced: true,
  read: readEvent,
}

/** All warnings of a namespace: the same scope for everybody, so that they are listed once. */
export function warnings(namespace: string): ListScope {
  return { namespace, fieldSelector: 'type=Warning' }
}

function readEvent(raw: unknown, now: number): ClusterEvent {
  const about = valueAt(raw, 'involvedObject')
  const at = (...path: readonly string[]) => agoOf(textAt(raw, ...path), now)
  return {
    namespace: textAt(raw, 'metadata', 'namespace') ?? '',
    reason: textAt(raw, 'reason') ?? '',
    message: textAt(raw, 'message') ?? '',
    count: numberAt(raw, 'series', 'count') ?? numberAt(raw, 'count') ?? 1,
    firstAgoMs: at('firstTimestamp') ?? at('eventTime') ?? at('metadata', 'creationTimestamp'),
    lastAgoMs:
      at('series', 'lastObservedTime') ?? at('lastTimestamp') ?? at('eventTime') ?? at('metadata', 'creationTimestamp'),
    object: {
      kind: textAt(about, 'kind') ?? '',
      name: textAt(about, 'name') ?? '',
      uid: textAt(about, 'uid') ?? '',
      container: /^spec\.(?:initContainers|containers)\{(.+)\}$/.exec(textAt(about, 'fieldPath') ?? '')?.[1] ?? null,
    },
    source: textAt(raw, 'source', 'component') || (textAt(raw, 'reportingComponent') ?? ''),
  }
}
