import { defineCheck } from '../../core/check.ts'
import { lasting } from '../../core/since.ts'
import { part } from '../../core/target.ts'
import { cannotTell } from '../../facts/kubernetes/asked.ts'
import { network } from '../../facts/kubernetes/network.ts'
import type { RouteView } from '../../facts/kubernetes/network-ingress.ts'

/** An ingress sends requests for the service to a Service or a port that does not exist. */
export const ingressWithoutTargets = defineCheck({
  id: 'kubernetes.ingress-without-targets',
  kind: 'symptom',
  reads: { network },
  params: {},
  run({ network: { ingresses } }, { target, now }) {
    if ('unasked' in ingresses) return cannotTell(ingresses)
    return ingresses.seen.flatMap((ingress) => {
      const dead = ingress.routes.filter(({ leads }) => leads === 'no-such-service' || leads === 'no-such-port')
      if (dead.length === 0) return []
      return [
        {
          // One route of several may be a left-over.
          severity: dead.length === ingress.routes.length ? ('critical' as const) : ('warning' as const),
          target: part(target, 'ingress', { ingress: ingress.name }),
          summary: `the ingress ${ingress.name} leads nowhere: ${[...new Set(dead.map(inWords))].join('; ')}`,
          since: lasting(ingress.changedAgoMs, now),
          evidence: {
            ingress: ingress.name,
            routes: dead.map(({ host, path, service, port, leads, ports }) => ({
              ...{ host, path, service, port, leads, ports },
            })),
            dead: dead.length,
            of: ingress.routes.length,
            changedMs: ingress.changedAgoMs,
          },
        },
      ]
    })
  },
})

function inWords({ host, path, service, port, leads, ports }: RouteView): string {
  const route = `${host ?? '*'}${path ?? ''}`
  return leads === 'no-such-service'
    ? `there is no Service ${service} (${route})`
    : `the Service ${service} has no port ${port}, only ${ports.filter((each) => typeof each === typeof port).join(', ')} (${route})`
}
