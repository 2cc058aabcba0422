import { defineImpact } from '../../core/impact.ts'
import { seenOf } from './asked.ts'
import { type Network, network, type ServiceView } from './network.ts'

/** How many endpoints of a service on a cluster get traffic, and how many should. */
export const kubernetesImpact = defineImpact({
  id: 'kubernetes.impact',
  reads: { network },
  measure: ({ network: seen }) => (seen === undefined ? {} : endpointsOf(seen)),
})

/** Of the Service that brings the traffic; a service without one is as good as its pods are ready. */
function endpointsOf({ services, workloads }: Network) {
  const serving = servingOf(services)
  if (serving === undefined) {
    const wanted = workloads.reduce((sum, each) => sum + each.wanted, 0)
    const ready = workloads.reduce((sum, each) => sum + Math.min(each.ready, each.wanted), 0)
    return workloads.length === 0 ? {} : { readyEndpoints: ready, wantedEndpoints: wanted }
  }
  const counts = seenOf(serving.endpoints)
  return counts === undefined ? {} : { readyEndpoints: counts.ready, wantedEndpoints: serving.wanted }
}

/** Headless ones are for peers; of the others, the one that selects more pods; one that only seems meant, where there is no other. */
function servingOf(services: readonly ServiceView[]): ServiceView | undefined {
  const rank = ({ relation, headless, wanted }: ServiceView) =>
    (relation === 'selects' ? 1_000_000 : 0) + (headless ? 0 : 100_000) + wanted
  return services.toSorted((left, right) => rank(right) - rank(left))[0]
}
