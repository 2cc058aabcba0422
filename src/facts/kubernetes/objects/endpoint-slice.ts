import type { Kind } from '../../../clients/kubernetes/client.ts'
import { listAt, numberAt, textAt, valueAt } from '../../../core/json.ts'
import { type Meta, readMeta } from './meta.ts'

/** Some of the addresses behind a Service. */
export interface EndpointSlice extends Meta {
  /** The Service it belongs to: the label `kubernetes.io/service-name`. */
  readonly service: string | null
  readonly addressType: string
  readonly ports: readonly EndpointPort[]
  readonly endpoints: readonly Endpoint[]
}

export interface EndpointPort {
  readonly name: string | null
  readonly port: number | null
  readonly protocol: string
}

export interface Endpoint {
  readonly addresses: readonly string[]
  /** Gets traffic. Unset means ready, by the API's own words. */
  readonly ready: boolean
  /** Would answer, though it may be ending. */
  readonly serving: boolean
  readonly terminating: boolean
  readonly pod: string | null
  readonly node: string | null
}

/** Endpoint slices, as the API holds them. */
export const endpointSlices: Kind<EndpointSlice> = {
  group: 'discovery.k8s.io',
  version: 'v1',
  resource: 'endpointslices',
  namespaced: true,
  read: readSlice,
}

/** The label that ties a slice to its Service, for label selectors. */
export const serviceNameLabel = 'kubernetes.io/service-name'

function readSlice(raw: unknown, now: number): EndpointSlice {
  const meta = readMeta(raw, now)
  return {
    ...meta,
    service: meta.labels[serviceNameLabel] ?? null,
    addressType: textAt(raw, 'addressType') ?? 'IPv4',
    ports: listAt(raw, 'ports').map((each) => ({
      name: textAt(each, 'name'),
      port: numberAt(each, 'port'),
      protocol: textAt(each, 'protocol') ?? 'TCP',
    })),
    endpoints: listAt(raw, 'endpoints').map(readEndpoint),
  }
}

function readEndpoint(raw: unknown): Endpoint {
  const ready = valueAt(raw, 'conditions', 'ready') !== false
  const terminating = valueAt(raw, 'conditions', 'terminating') === true
  const serving = valueAt(raw, 'conditions', 'serving')
  return {
    addresses: listAt(raw, 'addresses').filter((each) => typeof each === 'string'),
    ready,
    serving: typeof serving === 'boolean' ? serving : ready,
    terminating,
    pod: textAt(raw, 'targetRef', 'kind') === 'Pod' ? textAt(raw, 'targetRef', 'name') : null,
    node: textAt(raw, 'nodeName'),
  }
}
