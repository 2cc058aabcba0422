import type { KubeService } from '../facts/kubernetes/objects/kube-service.ts'
import type { ContainerSpec, Probe } from '../facts/kubernetes/objects/pod-template.ts'
import { databaseOfPort } from './database-image.ts'
import type { FoundService } from './found-service.ts'
import { type FoundWorkload, mainContainer } from './found-workload.ts'
import { isBehind } from './kube-names.ts'

/** Where a service says how it is: a port inside its pods. */
export interface HttpEndpoint {
  readonly workload: FoundWorkload
  readonly scheme: 'http' | 'https'
  /** A name for it, in requests and for people. */
  readonly host: string
  readonly port: number
  /** Paths that its probes ask. */
  readonly paths: readonly string[]
  /** A path, or a URL where metrics have a port of their own; null where nothing names it. */
  readonly metrics: string | null
}

/** What the probes, the Services in front and the usual annotations tell of the HTTP side of a service; null where it has none. */
export function httpEndpointOf(service: FoundService, kubeServices: readonly KubeService[]): HttpEndpoint | null {
  const lasting = service.workloads.filter(({ ref }) =>
    /^(Deployment|StatefulSet|DaemonSet|ReplicaSet|Rollout)$/.test(ref.kind),
  )
  const isCalled = (workload: FoundWorkload) => kubeServices.some((each) => isBehind(each, workload))
  // Consumers and their like have an HTTP side for their probes, too: people call what a Service leads to.
  for (const workload of lasting.toSorted((left, right) => Number(isCalled(right)) - Number(isCalled(left)))) {
    const container = mainContainer(workload)
    const front = kubeServices.filter((each) => isBehind(each, workload))
    const found = container && portOf(container, front)
    if (container === undefined || found === undefined || found === null) continue
    const host = `${front[0]?.name ?? workload.ref.name}.${workload.namespace}.svc`
    const base = { ...found, host }
    return { workload, ...base, paths: pathsOf(container, found.port), metrics: metricsOf(workload, container, base) }
  }
  return null
}

interface Port {
  readonly scheme: 'http' | 'https'
  readonly port: number
}

/** What a probe asks answers for sure; then what a Service says leads to HTTP, then a port that is named so. */
function portOf(container: ContainerSpec, front: readonly KubeService[]): Port | null {
  const [probe] = httpProbes(container)
  const probed = probe && numberOf(probe.port, container)
  if (probe !== undefined && probed !== undefined)
    return { scheme: probe.scheme === 'HTTPS' ? 'https' : 'http', port: probed }
  const served = front
    .flatMap((service) => service.ports)
    .filter(({ protocol, port }) => protocol === 'TCP' && databaseOfPort(port) === null)
  const speaking = served.find(({ name, appProtocol }) => saysHttp.test(appProtocol ?? name ?? ''))
  // A Service of one port need not name it; what is named otherwise (grpc, amqp) speaks otherwise.
  const through = speaking ?? served.find(({ name, appProtocol }) => (appProtocol ?? name) === null)
  const target = through && numberOf(through.targetPort, container)
  if (through !== undefined && target !== undefined) {
    return {
      scheme: /https/i.test(through.appProtocol ?? through.name ?? '') || target === 8443 ? 'https' : 'http',
      port: target,
    }
  }
  const named = container.ports.find(({ name }) => name !== null && saysHttp.test(name))
  return named === undefined ? null : { scheme: /https/i.test(named.name ?? '') ? 'https' : 'http', port: named.port }
}

const saysHttp = /^(https?|web|api|rest)\b|(^|-)https?$|^kubernetes\.io\/(ws|h2c)$/i

function httpProbes({ probes }: ContainerSpec): readonly Probe[] {
  return [probes.readiness, probes.liveness, probes.startup].flatMap((probe) => (probe?.kind === 'http' ? [probe] : []))
}

/** The paths of the probes that ask the same port, without what a query may hold. */
function pathsOf(container: ContainerSpec, port: number): readonly string[] {
  const same = httpProbes(container).filter((probe) => numberOf(probe.port, container) === port)
  return [...new Set(same.map(({ path }) => (path ?? '/').replace(/[?#].*$/s, '')))].filter((path) =>
    path.startsWith('/'),
  )
}

/** By the annotations that Prometheus' usual configuration reads, else a port of the container that is called so. */
function metricsOf(
  { template }: FoundWorkload,
  container: ContainerSpec,
  { host, port }: Port & { host: string },
): string | null {
  const annotations = template?.annotations ?? {}
  const path = annotations['prometheus.io/path']
  const named = container.ports.find(({ name }) => /^(http-)?(metrics|prometheus|prom)$/.test(name ?? ''))
  const wanted = Number(annotations['prometheus.io/port'] ?? named?.port ?? port)
  if (path === undefined && wanted === port) return null
  const place = path?.startsWith('/') ? path : '/metrics'
  const protocol = annotations['prometheus.io/scheme'] === 'https' ? 'https' : 'http'
  return wanted === port ? place : `${protocol}://${host}:${wanted}${place}`
}

function numberOf(port: number | string | null, container: ContainerSpec): number | undefined {
  if (typeof port === 'number') return port
  if (port === null) return undefined
  const named = container.ports.find(({ name }) => name === port)?.port
  return named ?? (/^\d+$/.test(port) ? Number(port) : undefined)
}
