import type { KubeService, ServicePort } from './objects/kube-service.ts'
import type { ContainerSpec, PodTemplate } from './objects/pod-template.ts'

/** A port of a Service, and what it leads to inside the pods. */
export interface PortView {
  readonly name: string | null
  readonly port: number
  readonly targetPort: number | string
  readonly protocol: string
  /**
   * `declared`: a container declares it or is probed there; `undeclared`: they declare others, which is allowed; `no-such-name`: a name that no
   * container has, so that it leads nowhere; `unknown`: they declare nothing.
   */
  readonly fit: 'declared' | 'undeclared' | 'no-such-name' | 'unknown'
  /** Ports that the containers declare, for the one that was meant. */
  readonly declared: readonly { readonly name: string | null; readonly port: number }[]
  /** A probe asks the main container at one of the declared ports: there it listens. */
  readonly probed: readonly number[]
}

export function portsOf(service: KubeService, templates: readonly PodTemplate[]): readonly PortView[] {
  const containers = templates.flatMap(({ containers }) => containers).filter(({ role }) => role !== 'init')
  return service.ports.map((port) => ({
    name: port.name,
    port: port.port,
    targetPort: port.targetPort,
    protocol: port.protocol,
    fit: fitOf(port, containers),
    declared: containers
      .flatMap(({ ports }) => ports)
      .filter(({ protocol }) => protocol === port.protocol)
      .map(({ name, port: number }) => ({ name, port: number })),
    probed: [...new Set(containers.flatMap(probedPorts))],
  }))
}

function fitOf({ targetPort, protocol }: ServicePort, containers: readonly ContainerSpec[]): PortView['fit'] {
  const declared = containers.flatMap(({ ports }) => ports).filter((each) => each.protocol === protocol)
  if (typeof targetPort === 'string') {
    return declared.some(({ name }) => name === targetPort) ? 'declared' : 'no-such-name'
  }
  if (declared.some(({ port }) => port === targetPort)) return 'declared'
  if (containers.flatMap(probedPorts).includes(targetPort)) return 'declared'
  return declared.length === 0 ? 'unknown' : 'undeclared'
}

function probedPorts({ probes, ports }: ContainerSpec): readonly number[] {
  return [probes.readiness, probes.liveness, probes.startup].flatMap((probe) => {
    const port = probe?.port ?? null
    if (typeof port === 'number') return [port]
    return ports.filter(({ name }) => name !== null && name === port).map((each) => each.port)
  })
}
