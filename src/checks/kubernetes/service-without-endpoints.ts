import { defineCheck } from '../../core/check.ts'
import { lasting } from '../../core/since.ts'
import { part } from '../../core/target.ts'
import { cannotTell, seenOf } from '../../facts/kubernetes/asked.ts'
import { network, type ServiceView } from '../../facts/kubernetes/network.ts'

/** Nobody stands behind a Service although pods for it are ready: callers are refused. Where no pod is ready, that is said of the pods. */
export const serviceWithoutEndpoints = defineCheck({
  id: 'kubernetes.service-without-endpoints',
  kind: 'symptom',
  reads: { network },
  params: {
    /** Endpoints follow a pod within a second or two; the two lists are not of one moment. */
    minReadySeconds: 10,
  },
  run({ network }, { target, params, now }) {
    const unasked = network.services.find(({ endpoints }) => 'unasked' in endpoints)?.endpoints
    if (unasked !== undefined && 'unasked' in unasked) return cannotTell(unasked)
    return network.services
      .filter((service) => isDeserted(service, params.minReadySeconds * 1000))
      .filter((service) => !isSpare(service, network.services))
      .map((service) => ({
        severity: 'critical' as const,
        target: part(target, 'kube-service', { service: service.name }),
        summary: `0 endpoints of the Service ${service.name} are ready, though ${service.readyPods} of ${service.wanted} pods are`,
        // Both had to come together: a Service that leads nowhere, and pods that are ready.
        since: lasting(Math.min(service.changedAgoMs, service.readyForMs ?? service.changedAgoMs), now),
        evidence: {
          service: service.name,
          relation: service.relation,
          workloads: service.workloads,
          wanted: service.wanted,
          readyPods: service.readyPods,
        },
      }))
  },
})

function isDeserted({ endpoints, readyPods, readyForMs, changedAgoMs }: ServiceView, settledMs: number): boolean {
  const settled = readyForMs !== null && readyForMs >= settledMs && changedAgoMs >= Math.min(settledMs, 2000)
  return seenOf(endpoints)?.ready === 0 && readyPods > 0 && settled
}

/** A Service that only seems meant for these pods, beside one that serves them: the other colour, a former release. */
function isSpare(service: ServiceView, all: readonly ServiceView[]): boolean {
  return (
    service.relation === 'meant' &&
    all.some(
      (other) =>
        other.relation === 'selects' &&
        other.headless === service.headless &&
        other.workloads.some((name) => service.workloads.includes(name)),
    )
  )
}
