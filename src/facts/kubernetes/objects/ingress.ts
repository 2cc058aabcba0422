import type { Kind } from '../../../clients/kubernetes/client.ts'
import { isRecord, listAt, numberAt, textAt, valueAt } from '../../../core/json.ts'
import { type Meta, readMeta, writtenAgoMs } from './meta.ts'

/** A way in from outside the cluster. */
export interface Ingress extends Meta {
  readonly ingressClass: string | null
  readonly routes: readonly IngressRoute[]
  /** Host names or addresses that its controller has published. */
  readonly addresses: readonly string[]
  /** Since its rules were written the last time. */
  readonly writtenAgoMs: number
}

export interface IngressRoute {
  /** Null: any host. */
  readonly host: string | null
  /** Null: the default backend. */
  readonly path: string | null
  /** Null where it leads to something other than a Service. */
  readonly service: string | null
  /** A number, or the name of a port of the Service. */
  readonly port: number | string | null
  /** Where the object holds the backend, as a JSON pointer: `/spec/rules/0/http/paths/0/backend`. */
  readonly at: string
}

/** Ingresses, as the API holds them. */
export const ingresses: Kind<Ingress> = {
  group: 'networking.k8s.io',
  version: 'v1',
  resource: 'ingresses',
  namespaced: true,
  read: readIngress,
}

function readIngress(raw: unknown, now: number): Ingress {
  const fallback = valueAt(raw, 'spec', 'defaultBackend')
  const meta = readMeta(raw, now)
  return {
    ...meta,
    ingressClass: textAt(raw, 'spec', 'ingressClassName'),
    routes: [
      ...(isRecord(fallback) ? [routeTo(fallback, null, null, '/spec/defaultBackend')] : []),
      ...listAt(raw, 'spec', 'rules').flatMap((rule, index) =>
        listAt(rule, 'http', 'paths').map((path, place) =>
          routeTo(
            valueAt(path, 'backend'),
            textAt(rule, 'host'),
            textAt(path, 'path') ?? '/',
            `/spec/rules/${index}/http/paths/${place}/backend`,
          ),
        ),
      ),
    ],
    addresses: listAt(raw, 'status', 'loadBalancer', 'ingress').flatMap(
      (each) => textAt(each, 'hostname') ?? textAt(each, 'ip') ?? [],
    ),
    writtenAgoMs: writtenAgoMs(raw, ['spec'], now) ?? meta.createdAgoMs,
  }
}

function routeTo(backend: unknown, host: string | null, path: string | null, at: string): IngressRoute {
  const port = valueAt(backend, 'service', 'port')
  return {
    host,
    path,
    at,
    service: textAt(backend, 'service', 'name'),
    port: numberAt(port, 'number') ?? textAt(port, 'name'),
  }
}
