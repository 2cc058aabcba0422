import { isIP } from 'node:net'
import { readServiceName } from '../clients/kubernetes/service-name.ts'
import { type Address, addressText } from '../config/address.ts'
import type { KubeService } from '../facts/kubernetes/objects/kube-service.ts'
import { pairsSelect } from '../facts/kubernetes/objects/label-selector.ts'
import type { FoundWorkload } from './found-workload.ts'

/** What a host means for a pod of a namespace. */
export type HostMeaning =
  | { readonly kind: 'service'; readonly service: KubeService; readonly pod: string | null }
  /** A name of the cluster, whose Service was not seen: not there, or not allowed to list. */
  | { readonly kind: 'unseen'; readonly namespace: string; readonly name: string }
  | { readonly kind: 'outside'; readonly host: string }

/** The Services of the namespaces that were looked at, by everything they are called. */
export class KubeNames {
  readonly #services: readonly KubeService[]

  constructor(services: readonly KubeService[]) {
    this.#services = services
  }

  /** What a host name or address leads to; an ExternalName is followed. */
  meaning(host: string, namespace: string, hops = 4): HostMeaning {
    if (isIP(host) !== 0) {
      const service = this.#services.find(({ clusterIp }) => clusterIp === host)
      return service === undefined ? { kind: 'outside', host } : { kind: 'service', service, pod: null }
    }
    const names = readServiceName(host, namespace)
    for (const { namespace: within, service: name, pod } of names) {
      const service = this.#services.find((each) => each.namespace === within && each.name === name)
      if (service === undefined) continue
      const { externalName } = service
      if (externalName === null) return { kind: 'service', service, pod }
      return hops > 0 ? this.meaning(externalName, within, hops - 1) : { kind: 'outside', host }
    }
    const certain = names.find((each) => each.certain || !host.includes('.'))
    if (certain !== undefined) return { kind: 'unseen', namespace: certain.namespace, name: certain.service }
    return { kind: 'outside', host }
  }

  /** Namespaces in which a name may stand for a Service that was not seen: `db.data` is one of the namespace data, unless that is a domain. */
  unseenNamespaces(host: string, namespace: string): readonly string[] {
    if (isIP(host) !== 0 || this.meaning(host, namespace).kind === 'service') return []
    const names = readServiceName(host, namespace).filter((each) => each.certain || !domains.test(each.namespace))
    return [...new Set(names.map((each) => each.namespace))]
  }

  /** One name for one place, wherever in the cluster it is dialled from. */
  fullName(host: string, namespace: string): string {
    const meaning = this.meaning(host, namespace)
    if (meaning.kind === 'outside') return meaning.host
    if (meaning.kind === 'unseen') return `${meaning.name}.${meaning.namespace}.svc`
    const { service, pod } = meaning
    return [...(pod === null ? [] : [pod]), service.name, service.namespace, 'svc'].join('.')
  }

  /** The Services in front of these workloads. */
  before(workloads: readonly FoundWorkload[]): readonly KubeService[] {
    return this.#services.filter((service) => workloads.some((each) => isBehind(service, each)))
  }

  /** Everything that an address may be called in a log line of a pod of this namespace. */
  forms({ host, port }: Address, namespace: string): readonly string[] {
    const written = addressText({ host, port })
    const meaning = this.meaning(host, namespace)
    if (meaning.kind === 'outside') return [...new Set([written, addressText({ host: meaning.host, port })])]
    if (meaning.kind === 'unseen') return [...new Set([written, ...domainForms(meaning.name, meaning.namespace, port)])]
    return [...new Set([written, ...serviceForms(meaning.service, port, namespace, meaning.pod)])]
  }
}

/** Last labels of names outside, as far as namespaces are not called so. */
const domains =
  /^(com|org|net|io|dev|app|ai|co|cloud|eu|de|uk|us|me|tech|local|internal|lan|home|test|example|localhost)$/

/** Whether a Service leads to the pods of a workload. */
export function isBehind({ selector, namespace }: KubeService, workload: FoundWorkload): boolean {
  return namespace === workload.namespace && pairsSelect(selector, workload.podLabels)
}

/** The names of a Service, the short one only where it means this Service. */
export function serviceForms(
  { name, namespace, clusterIp }: KubeService,
  port: number,
  from: string,
  pod: string | null = null,
): readonly string[] {
  const full = pod === null ? name : `${pod}.${name}`
  return [
    ...(from === namespace ? [`${full}:${port}`] : []),
    ...domainForms(full, namespace, port),
    ...(clusterIp === null ? [] : [addressText({ host: clusterIp, port })]),
  ]
}

function domainForms(name: string, namespace: string, port: number): readonly string[] {
  return [`${name}.${namespace}`, `${name}.${namespace}.svc`, `${name}.${namespace}.svc.cluster.local`].map(
    (host) => `${host}:${port}`,
  )
}
