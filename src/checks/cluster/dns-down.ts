import { defineCheck } from '../../core/check.ts'
import { lasting, unknownSince } from '../../core/since.ts'
import { part } from '../../core/target.ts'
import { dns } from '../../facts/cluster/dns.ts'
import { seenOf } from '../../facts/kubernetes/asked.ts'

/** Nobody answers the questions of the cluster's DNS: no pod finds another by its name. */
export const dnsDown = defineCheck({
  id: 'cluster.dns-down',
  kind: 'condition',
  reads: { dns },
  params: {},
  run({ dns: { service, deployment } }, { target, now }) {
    if (service === null) return { unknown: 'no Service of a known name stands for the DNS of this cluster' }
    if (service.ready > 0) return []
    const runs = seenOf(deployment) ?? null
    const why = runs === null ? '' : `: ${runs.ready} of ${runs.wanted} pods of ${runs.name} are ready`
    return [
      {
        severity: 'critical',
        target: part(target, 'dns', { service: service.name, namespace: service.namespace }),
        summary: `the DNS of the cluster (Service ${service.name} in ${service.namespace}) has no ready endpoint${why}`,
        since: service.changedAgoMs === null ? unknownSince : lasting(service.changedAgoMs, now),
        evidence: {
          service: service.name,
          namespace: service.namespace,
          notReady: service.notReady,
          deployment: runs?.name ?? null,
          wanted: runs?.wanted ?? null,
        },
      },
    ]
  },
})
