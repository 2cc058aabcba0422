import { defineCheck } from '../../core/check.ts'
import { lasting, unknownSince } from '../../core/since.ts'
import { part } from '../../core/target.ts'
import { type NeededService, neededServices } from '../../facts/kubernetes/needed-services.ts'

/** A Service that the configuration of this one names has nobody behind it, or does not exist. */
export const dependencyWithoutEndpoints = defineCheck({
  id: 'kubernetes.dependency-without-endpoints',
  kind: 'condition',
  reads: { neededServices },
  params: {},
  run: ({ neededServices: { needed } }, { target, now }) =>
    needed
      .filter(({ ready }) => ready === 0)
      .map((each) => ({
        // Not everything that is configured is used.
        severity: 'warning' as const,
        target: part(target, 'needed-service', { service: each.service, namespace: each.namespace, port: each.port }),
        summary: sentence(each),
        since: each.changedAgoMs === null ? unknownSince : lasting(each.changedAgoMs, now),
        evidence: {
          service: each.service,
          namespace: each.namespace,
          hosts: each.hosts,
          port: each.port,
          exists: each.exists,
          notReady: each.notReady,
        },
      })),
})

function sentence({ service, namespace, port, exists, notReady }: NeededService): string {
  const place = `the Service ${service} in ${namespace}`
  if (!exists) return `${place}, which the configuration names, does not exist`
  return notReady === 0
    ? `nobody stands behind ${place}, port ${port}: it has no endpoints`
    : `none of the ${notReady} endpoints of ${place} is ready`
}
