import type { Workload } from './objects/workload.ts'

export interface Address {
  readonly host: string
  readonly port: number
}

/** Addresses that the configuration of a service names: those that discovery found, and those that stand in plain values. */
export function addressesNamedBy(found: readonly string[], workloads: readonly Workload[]): readonly Address[] {
  const values = workloads
    .flatMap(({ template }) => template.containers)
    .flatMap(({ env }) => env.flatMap((entry) => (entry.kind === 'value' ? [entry.value] : [])))
  const all = [...found, ...values].flatMap(addressesIn).filter(({ host }) => !isLoopback(host))
  return [...new Map(all.map((each) => [`${each.host}:${each.port}`, each])).values()]
}

/** The Service that a host name means inside the cluster: `users-db`, `users-db.data`, `users-db.data.svc.cluster.local`; null where it is none. */
export function placeOf(host: string, namespace: string): { readonly name: string; readonly namespace: string } | null {
  const [name = '', second, third] = host.toLowerCase().split('.')
  if (/^[\d.]+$/.test(host) || host.includes(':') || name === '') return null
  if (second === undefined) return { name, namespace }
  // `db.example` may be a name of the world: only what says `svc` is surely one of the cluster.
  return third === 'svc' ? { name, namespace: second } : null
}

/** By which names programs of a namespace may call a Service. */
export function namesOf(service: string, of: string, from: string): readonly string[] {
  return [
    ...(of === from ? [service] : []),
    `${service}.${of}`,
    `${service}.${of}.svc`,
    `${service}.${of}.svc.cluster.local`,
  ]
}

const ports: Readonly<Record<string, number>> = {
  http: 80,
  https: 443,
  postgres: 5432,
  postgresql: 5432,
  redis: 6379,
  rediss: 6379,
}

const url = /\b([a-z][a-z0-9+]*):\/\/(?:[^\s/@]*@)?([\w.-]+)(?::(\d{2,5}))?(?=[/?,\s]|$)/gi
const pair = /^([A-Za-z][\w.-]*|\d+\.\d+\.\d+\.\d+):(\d{2,5})$/

/** URLs and `host:port` pairs, also several with commas between them. */
function addressesIn(value: string): readonly Address[] {
  const urls = [...value.matchAll(url)].flatMap(([, scheme = '', host = '', port]) => {
    const number = Number(port ?? ports[scheme.toLowerCase()])
    return Number.isNaN(number) ? [] : [{ host: host.toLowerCase(), port: number }]
  })
  const pairs = value.split(',').flatMap((part) => {
    const [, host, port] = pair.exec(part.trim()) ?? []
    return host === undefined ? [] : [{ host: host.toLowerCase(), port: Number(port) }]
  })
  return [...urls, ...pairs]
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '0.0.0.0' || host.startsWith('127.')
}
