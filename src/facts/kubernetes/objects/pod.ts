import type { Kind } from '../../../clients/kubernetes/client.ts'
import { flagAt, isRecord, listAt, numberAt, textAt, valueAt } from '../../../core/json.ts'
import { eachContainer, readResources } from './container-spec.ts'
import { agoOf, type Meta, readMeta } from './meta.ts'
import type { ContainerRole, Resources } from './pod-template.ts'
import { type Condition, readConditions } from './workload.ts'

export interface Pod extends Meta {
  readonly phase: string
  /** `Evicted`, `NodeLost`, …; null where the pod has none. */
  readonly reason: string | null
  readonly message: string | null
  readonly node: string | null
  readonly ip: string | null
  readonly conditions: readonly Condition[]
  readonly isReady: boolean
  readonly startedAgoMs: number | null
  /** Names of the volume claims that it mounts. */
  readonly claims: readonly string[]
  readonly containers: readonly ContainerState[]
}

export interface ContainerState {
  readonly name: string
  readonly role: ContainerRole
  /** By `kubectl.kubernetes.io/default-container`, else the first app container. */
  readonly isMain: boolean
  readonly image: string
  readonly isReady: boolean
  readonly isStarted: boolean
  readonly restarts: number
  readonly requests: Resources
  readonly limits: Resources
  readonly now: ContainerMoment
  /** How it ended the last time; null where it never did. */
  readonly before: Ended | null
}

export type ContainerMoment =
  | { readonly state: 'running'; readonly startedAgoMs: number | null }
  | { readonly state: 'waiting'; readonly reason: string; readonly message: string }
  | ({ readonly state: 'terminated' } & Ended)
  | { readonly state: 'unknown' }

export interface Ended {
  readonly reason: string
  readonly exitCode: number
  readonly signal: number | null
  readonly startedAgoMs: number | null
  readonly endedAgoMs: number | null
  readonly message: string
}

/** Pods, as the API holds them. */
export const pods: Kind<Pod> = { group: '', version: 'v1', resource: 'pods', namespaced: true, read: readPod }

function readPod(raw: unknown, now: number): Pod {
  const spec = valueAt(raw, 'spec')
  const meta = readMeta(raw, now)
  const conditions = readConditions(raw, now)
  return {
    ...meta,
    phase: textAt(raw, 'status', 'phase') ?? 'Unknown',
    reason: textAt(raw, 'status', 'reason'),
    message: textAt(raw, 'status', 'message'),
    node: textAt(spec, 'nodeName'),
    ip: textAt(raw, 'status', 'podIP'),
    conditions,
    isReady: conditions.some(({ type, status }) => type === 'Ready' && status === 'True'),
    startedAgoMs: agoOf(textAt(raw, 'status', 'startTime'), now),
    claims: listAt(spec, 'volumes').flatMap(
      (each) => textAt(each, 'persistentVolumeClaim', 'claimName') ?? ephemeralClaim(meta, each),
    ),
    containers: readStates(raw, spec, meta.annotations['kubectl.kubernetes.io/default-container'], now),
  }
}

/** The claim of a generic ephemeral volume is named after the pod and the volume. */
function ephemeralClaim(pod: Meta, volume: unknown): readonly string[] {
  return isRecord(valueAt(volume, 'ephemeral')) ? [`${pod.name}-${textAt(volume, 'name') ?? ''}`] : []
}

function readStates(raw: unknown, spec: unknown, named: string | undefined, now: number): readonly ContainerState[] {
  const statuses = new Map(
    [...listAt(raw, 'status', 'initContainerStatuses'), ...listAt(raw, 'status', 'containerStatuses')].map(
      (status) => [textAt(status, 'name'), status] as const,
    ),
  )
  const names = listAt(spec, 'containers').map((each) => textAt(each, 'name'))
  const main = names.find((name) => name === named) ?? names[0]
  return eachContainer(spec, (container, role) => {
    const name = textAt(container, 'name') ?? ''
    const status = statuses.get(name)
    return {
      name,
      role,
      isMain: name === main,
      image: textAt(container, 'image') ?? '',
      isReady: flagAt(status, 'ready'),
      isStarted: flagAt(status, 'started'),
      restarts: numberAt(status, 'restartCount') ?? 0,
      requests: readResources(valueAt(container, 'resources', 'requests')),
      limits: readResources(valueAt(container, 'resources', 'limits')),
      now: momentOf(valueAt(status, 'state'), now),
      before: endedOf(valueAt(status, 'lastState', 'terminated'), now),
    }
  })
}

function momentOf(state: unknown, now: number): ContainerMoment {
  const running = valueAt(state, 'running')
  if (isRecord(running)) return { state: 'running', startedAgoMs: agoOf(textAt(running, 'startedAt'), now) }
  const waiting = valueAt(state, 'waiting')
  if (isRecord(waiting)) {
    return { state: 'waiting', reason: textAt(waiting, 'reason') ?? '', message: textAt(waiting, 'message') ?? '' }
  }
  const ended = endedOf(valueAt(state, 'terminated'), now)
  return ended === null ? { state: 'unknown' } : { state: 'terminated', ...ended }
}

function endedOf(raw: unknown, now: number): Ended | null {
  if (!isRecord(raw)) return null
  return {
    reason: textAt(raw, 'reason') ?? '',
    exitCode: numberAt(raw, 'exitCode') ?? 0,
    signal: numberAt(raw, 'signal'),
    startedAgoMs: agoOf(textAt(raw, 'startedAt'), now),
    endedAgoMs: agoOf(textAt(raw, 'finishedAt'), now),
    message: textAt(raw, 'message') ?? '',
  }
}
