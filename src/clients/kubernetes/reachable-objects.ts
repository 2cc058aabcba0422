import { listAt, numberAt, textAt, valueAt } from '../../core/json.ts'
import type { Kind } from './client.ts'

/** Of a Service, what finding the way to it needs. */
export interface ServiceAddress {
  readonly namespace: string
  readonly name: string
  /** Empty for a headless Service and an ExternalName. */
  readonly addresses: readonly string[]
  readonly externalName: string | null
  readonly ports: readonly { readonly name: string; readonly port: number }[]
}

/** One slice of the places behind a Service. */
export interface SliceOfEndpoints {
  readonly ports: readonly { readonly name: string; readonly port: number | null }[]
  readonly endpoints: readonly Endpoint[]
}

export interface Endpoint {
  readonly address: string
  readonly hostname: string | null
  readonly ready: boolean
  /** Null: an address that is no pod of this cluster. */
  readonly pod: string | null
}

export const serviceAddresses: Kind<ServiceAddress> = {
  group: '',
  version: 'v1',
  resource: 'services',
  namespaced: true,
  read: (raw) => ({
    namespace: textAt(raw, 'metadata', 'namespace') ?? '',
    name: textAt(raw, 'metadata', 'name') ?? '',
    addresses: [valueAt(raw, 'spec', 'clusterIP'), ...listAt(raw, 'spec', 'clusterIPs')]
      .filter((each) => typeof each === 'string')
      .filter((each) => each !== 'None' && each !== ''),
    externalName: textAt(raw, 'spec', 'type') === 'ExternalName' ? textAt(raw, 'spec', 'externalName') : null,
    ports: listAt(raw, 'spec', 'ports').filter(isTcp).flatMap(portOf),
  }),
}

export const slices: Kind<SliceOfEndpoints> = {
  group: 'discovery.k8s.io',
  version: 'v1',
  resource: 'endpointslices',
  namespaced: true,
  read: (raw) => ({
    ports: listAt(raw, 'ports')
      .filter(isTcp)
      .map((each) => ({ name: textAt(each, 'name') ?? '', port: numberAt(each, 'port') })),
    endpoints: listAt(raw, 'endpoints').map((each) => ({
      address: String(listAt(each, 'addresses')[0] ?? ''),
      hostname: textAt(each, 'hostname'),
      // Unknown counts as ready: https://kubernetes.io/docs/reference/kubernetes-api/service-resources/endpoint-slice-v1/
      ready: valueAt(each, 'conditions', 'ready') !== false,
      pod: textAt(each, 'targetRef', 'kind') === 'Pod' ? textAt(each, 'targetRef', 'name') : null,
    })),
  }),
}

/** A pod by its address. */
export const podNames: Kind<{ readonly namespace: string; readonly name: string; readonly hostNetwork: boolean }> = {
  group: '',
  version: 'v1',
  resource: 'pods',
  namespaced: true,
  read: (raw) => ({
    namespace: textAt(raw, 'metadata', 'namespace') ?? '',
    name: textAt(raw, 'metadata', 'name') ?? '',
    hostNetwork: valueAt(raw, 'spec', 'hostNetwork') === true,
  }),
}

function isTcp(port: unknown): boolean {
  return (textAt(port, 'protocol') ?? 'TCP') === 'TCP'
}

function portOf(raw: unknown): { name: string; port: number }[] {
  const port = numberAt(raw, 'port')
  return port === null ? [] : [{ name: textAt(raw, 'name') ?? '', port }]
}
