import { defineCheck } from '../../core/check.ts'
import { lasting } from '../../core/since.ts'
import { part } from '../../core/target.ts'
import { cannotTell } from '../../facts/kubernetes/asked.ts'
import { network, type ServiceView, type WorkloadView } from '../../facts/kubernetes/network.ts'

/** The selector of a Service fits none of the pods that it is meant for. */
export const selectorMatchesNothing = defineCheck({
  id: 'kubernetes.selector-matches-nothing',
  kind: 'condition',
  reads: { network },
  params: {},
  run({ network }, { target, now }) {
    const unasked = network.services.find(({ endpoints }) => 'unasked' in endpoints)?.endpoints
    if (unasked !== undefined && 'unasked' in unasked) return cannotTell(unasked)
    return network.services
      .filter(({ relation }) => relation === 'meant')
      .map((service) => {
        const meant = network.workloads.filter(({ name }) => service.workloads.includes(name))
        const others = othersFor(service, network.services)
        const labels = meant[0]?.labels ?? {}
        const wrong = differences(service, meant)
        return {
          // Where another Service brings traffic to these pods, this one may be a left-over.
          severity: others.length === 0 && service.wanted > 0 ? ('critical' as const) : ('warning' as const),
          target: part(target, 'kube-service', { service: service.name }),
          summary: `the Service ${service.name} selects no pod: ${wrong.map(inWords).join(', ')}`,
          since: lasting(service.changedAgoMs, now),
          evidence: {
            service: service.name,
            selector: service.selector,
            labels,
            wrong: Object.fromEntries(wrong.map(({ key, selector, label }) => [key, { selector, label }])),
            workloads: service.workloads,
            others,
            changedMs: service.changedAgoMs,
            changedBy: service.changedBy,
          },
        }
      })
  },
})

function othersFor(service: ServiceView, all: readonly ServiceView[]): readonly string[] {
  return all
    .filter(
      (other) =>
        other.relation === 'selects' &&
        other.headless === service.headless &&
        other.workloads.some((name) => service.workloads.includes(name)),
    )
    .map(({ name }) => name)
}

interface Difference {
  readonly key: string
  readonly selector: string
  readonly label: string | null
}

/** What its selector asks for and the pods do not have. */
function differences({ selector }: ServiceView, meant: readonly WorkloadView[]): readonly Difference[] {
  return Object.entries(selector).flatMap(([key, value]) => {
    const label = meant.map(({ labels }) => labels[key]).find((each) => each !== undefined) ?? null
    return label === value ? [] : [{ key, selector: value, label }]
  })
}

function inWords({ key, selector, label }: Difference): string {
  return `it wants ${key}=${selector}, the pods ${label === null ? 'have no such label' : `have ${label}`}`
}
