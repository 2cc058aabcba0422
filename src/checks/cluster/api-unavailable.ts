import { defineCheck } from '../../core/check.ts'
import { lasting } from '../../core/since.ts'
import { part } from '../../core/target.ts'
import { apiServices } from '../../facts/cluster/api-services.ts'

/** A part of the API has nobody behind it: autoscalers lose their metrics, and namespaces cannot be deleted. */
export const apiUnavailable = defineCheck({
  id: 'cluster.api-unavailable',
  kind: 'condition',
  reads: { apiServices },
  params: {
    /** The API server asks again every 30 s; a restart of the server behind it is over by then. */
    minAgeSeconds: 60,
  },
  run: ({ apiServices: { unavailable } }, { target, params, now }) =>
    unavailable
      .filter(({ ageMs }) => ageMs === null || ageMs >= params.minAgeSeconds * 1000)
      .map(({ name, group, service, reason, message, ageMs }) => ({
        severity: 'warning' as const,
        target: part(target, 'api', { api: name }),
        summary: `the API ${name} does not answer (${reason}): ${message.slice(0, 200)}`,
        since: lasting(ageMs, now),
        evidence: {
          ...{ api: name, group, reason, message },
          service: service?.name ?? null,
          namespace: service?.namespace ?? null,
        },
      })),
})
