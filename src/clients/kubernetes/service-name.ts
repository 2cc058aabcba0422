/** What a host could mean inside a cluster. */
export interface ServiceName {
  readonly namespace: string
  readonly service: string
  /** One pod of a headless Service, by its host name. */
  readonly pod: string | null
  /** Nothing outside a cluster is called so. */
  readonly certain: boolean
}

const label = /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/

/**
 * The meanings of a host name for a pod of a namespace, in the order in which its search path tries them.
 * https://kubernetes.io/docs/concepts/services-networking/dns-pod-service/
 */
export function readServiceName(host: string, namespace: string): readonly ServiceName[] {
  const labels = host.toLowerCase().replace(/\.$/, '').split('.')
  if (!labels.every((each) => label.test(each))) return []
  const [first = '', second = '', third = ''] = labels
  const at = labels.indexOf('svc')
  // Clusters may call their domain something else than cluster.local; then the name is not certain.
  const certain = ['', 'cluster.local'].includes(labels.slice(at + 1).join('.'))
  if (at === 2) return [{ namespace: second, service: first, pod: null, certain }]
  if (at === 3) return [{ namespace: third, service: second, pod: first, certain }]
  const unsure = { pod: null, certain: false } as const
  if (labels.length === 1) return [{ ...unsure, namespace, service: first }]
  if (labels.length === 2) {
    const ofPod = { namespace, service: second, pod: first, certain: false }
    return [ofPod, { ...unsure, namespace: second, service: first }]
  }
  return labels.length === 3 ? [{ namespace: third, service: second, pod: first, certain: false }] : []
}

/** `10-0-3-7.users.pod.cluster.local`: the address of a pod as a name; null where it is none. */
export function readPodAddress(host: string): string | null {
  const [address = '', , kind] = host.toLowerCase().split('.')
  if (kind !== 'pod') return null
  const dotted = address.replaceAll('-', '.')
  return /^\d+(\.\d+){3}$/.test(dotted) ? dotted : null
}

/** Means the very machine or pod that dials. */
export function isLoopback(host: string): boolean {
  const name = host.toLowerCase()
  return name === 'localhost' || name.endsWith('.localhost') || name === '::1' || /^127\.\d+\.\d+\.\d+$/.test(name)
}
