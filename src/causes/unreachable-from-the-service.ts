import { defineCause } from '../core/cause.ts'
import { suffering } from './database-slowness.ts'
import { outageChecks, outagesOf } from './outage.ts'
import { reasonsOf } from './reasons.ts'

const systems = ['postgres', 'pgbouncer', 'redis', 'kafka'] as const

/** We can use a dependency, the service cannot: the way between them is broken, or the service is told another address. */
export const unreachableFromTheService = defineCause({
  id: 'unreachable-from-the-service',
  reads: {},
  weighs: [...outageChecks],
  conclude: (_sightings, view) =>
    systems
      .flatMap((system) => outagesOf(system, view))
      .filter(({ node }) => view.answered(node))
      .map(({ node, complaints, deserted }) => ({
        target: node,
        summary: `the service cannot reach ${node.name}, which answers from here`,
        because: [...reasonsOf([...deserted, ...complaints]), { text: `${node.name} answers usrops` }],
        explains: [...deserted, ...complaints, ...suffering(node, view)],
        confidence: deserted.length > 0 ? ('high' as const) : ('medium' as const),
        remedies: [
          {
            kind: 'manual' as const,
            risk: 'none' as const,
            summary:
              deserted.length > 0
                ? `look at the Service by which ${node.name} is called: its selector fits no ready pod (kubectl get endpointslices)`
                : `compare the address that the service uses with the one of ${node.name}, then look at DNS, firewall and network policy between them`,
          },
        ],
      })),
})
