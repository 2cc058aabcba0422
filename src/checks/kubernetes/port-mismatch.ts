import { defineCheck } from '../../core/check.ts'
import { lasting } from '../../core/since.ts'
import { part } from '../../core/target.ts'
import { network, type ServiceView } from '../../facts/kubernetes/network.ts'
import type { PortView } from '../../facts/kubernetes/network-ports.ts'

/** A port of a Service leads to one that the pods do not have. */
export const portMismatch = defineCheck({
  id: 'kubernetes.port-mismatch',
  kind: 'condition',
  reads: { network },
  params: {},
  run: ({ network }, { target, now }) =>
    network.services
      .filter(({ relation, wanted }) => relation === 'selects' && wanted > 0)
      .flatMap((service) =>
        service.ports
          .filter((port) => port.fit === 'no-such-name' || (port.fit === 'undeclared' && isElsewhere(port, service)))
          .map((port) => ({
            // Pods may listen where they declare nothing, so a number alone proves little.
            severity: port.fit === 'no-such-name' ? ('critical' as const) : ('warning' as const),
            target: part(target, 'kube-service', { service: service.name, port: port.port }),
            summary: sentence(service, port),
            since: lasting(service.changedAgoMs, now),
            evidence: {
              service: service.name,
              port: port.port,
              portName: port.name,
              targetPort: port.targetPort,
              fit: port.fit,
              meant: meantBy(port),
              onlyPort: service.ports.length === 1,
              changedMs: service.changedAgoMs,
              changedBy: service.changedBy,
            },
          })),
      ),
})

/** The pods are asked for their health at a declared port: there they listen for certain. Beside a port that leads there, another may lead to more. */
function isElsewhere({ probed, declared }: PortView, { ports }: ServiceView): boolean {
  return declared.some(({ port }) => probed.includes(port)) && ports.every(({ fit }) => fit !== 'declared')
}

/** The port that was meant, where there is only one to mean: by name where it has one and the Service spoke of a name. */
function meantBy({ declared, probed, targetPort, name }: PortView): number | string | null {
  const sameName = declared.filter((each) => each.name !== null && each.name === name)
  const candidates = sameName.length > 0 ? sameName : declared
  const listening = candidates.filter(({ port }) => probed.includes(port))
  const [only, ...others] = listening.length > 0 ? listening : candidates
  if (only === undefined || others.length > 0) return null
  return typeof targetPort === 'string' && only.name !== null ? only.name : only.port
}

function sentence({ name }: ServiceView, port: PortView): string {
  const ports = port.declared.map(({ name: own, port: number }) => (own === null ? number : `${number} (${own})`))
  const has = ports.length === 0 ? 'no port' : ports.join(', ')
  return port.fit === 'no-such-name'
    ? `port ${port.port} of the Service ${name} leads to a container port named ${port.targetPort}, which no container has: they declare ${has}`
    : `port ${port.port} of the Service ${name} leads to ${port.targetPort}, but the pods declare ${has} and are probed there`
}
