import { isIP } from 'node:net'

/** A Service or pod of the cluster, as far as a name tells it. */
export interface ClusterHost {
  readonly namespace: string
  readonly service: string
  /** Where the name is that of one pod of a headless Service. */
  readonly pod: string | null
  /** Whether the name says `.svc`, or may as well be one of a network outside. */
  readonly certain: boolean
}

/** A loopback address or a socket: inside the pod, never to be dialled from anywhere else. */
export function isInPod(host: string): boolean {
  const name = host.toLowerCase().replace(/^\[|\]$|\.$/g, '')
  return (
    /^(localhost|localhost\.localdomain|ip6-localhost|::1|::|0\.0\.0\.0|0:0:0:0:0:0:0:1)$/.test(name) ||
    /^127\.\d/.test(name) ||
    name.startsWith('/') ||
    name.startsWith('@')
  )
}

/** Whether a text can be a host: not one in which something is left to be replaced. */
export function isHost(text: string): boolean {
  return /^[a-z0-9_]([a-z0-9_.-]*[a-z0-9.])?$/i.test(text) || isIP(text) !== 0 || text.startsWith('/')
}

/** Whether a host or a port is that of a pooler. 6432 is the port PgBouncer and Odyssey have by default, 6543 Supavisor's. */
export function isPooler(host: string, port: number): boolean {
  return port === 6432 || port === 6543 || /pgbouncer|pooler|pgcat|pgpool|odyssey|supavisor|pgdog/i.test(host)
}

/** The name of a dependency: the first label of its host; of a pod of a headless Service or a broker the Service or cluster. Undefined for addresses and sockets. */
export function nameOfHost(host: string): string | undefined {
  if (isInPod(host) || isIP(host.replace(/^\[|\]$/g, '')) !== 0) return undefined
  const labels = host.toLowerCase().split('.')
  const [first = '', second] = labels
  // `b-1.cluster.…kafka.…`, `master.cache.…cache.amazonaws.com`: what the cloud numbers or gives a part in is not the name.
  const named =
    second !== undefined && /^(b-\d+|master|replica|primary|clustercfg|broker-?\d+)$/.test(first) ? second : first
  return /^[a-z0-9][a-z0-9_-]*$/.test(named) ? named : undefined
}

/** Where a name leads inside the cluster, seen from a namespace; null for addresses and for names that cannot be a Service. */
export function clusterHostOf(host: string, namespace: string): ClusterHost | null {
  const labels = host.toLowerCase().replace(/\.$/, '').split('.')
  if (isInPod(host) || isIP(host) !== 0 || labels.some((label) => !/^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/.test(label))) {
    return null
  }
  const svc = labels.indexOf('svc')
  const certain = svc >= 2 && (labels.length === svc + 1 || labels.at(-1) === 'local')
  const names = certain ? labels.slice(0, svc) : labels
  if (!certain && names.length > 2) return null
  const [first = '', second = namespace, third] = names
  if (third !== undefined) return { namespace: third, service: second, pod: first, certain }
  return { namespace: second, service: first, pod: null, certain: certain || names.length === 1 }
}

/** One text for one place, however much of its name is written. */
export function hostKey(host: string, namespace: string): string {
  const inside = clusterHostOf(host, namespace)
  if (inside === null) return host.toLowerCase()
  return [inside.pod, inside.service, inside.namespace].filter((label) => label !== null).join('.')
}
