import { defineCheck } from '../../core/check.ts'
import { lasting } from '../../core/since.ts'
import { part } from '../../core/target.ts'
import { type ClosedWay, policies } from '../../facts/kubernetes/policies.ts'

/** By the objects, a network policy closes the way to something that the configuration of the service names. Whether the network obeys, they do not say. */
export const networkPolicyDenies = defineCheck({
  id: 'kubernetes.network-policy-denies',
  kind: 'condition',
  reads: { policies },
  params: {},
  run: ({ policies }, { target, now }) =>
    [
      ...Map.groupBy(
        policies.closed.filter(({ needed }) => needed),
        keyOf,
      ).values(),
    ].flatMap((ways) => {
      const [first] = ways
      if (first === undefined) return []
      return [
        {
          severity: 'warning' as const,
          target: part(target, 'network-policy', { policy: first.policies.join(','), namespace: first.namespace }),
          summary: sentence(first, ways),
          since: lasting(Math.min(...ways.map(({ changedAgoMs }) => changedAgoMs)), now),
          evidence: {
            policies: first.policies,
            namespace: first.namespace,
            side: first.side,
            ways: ways.map(({ to }) => to),
            dns: ways.some(({ to }) => to === 'dns'),
            changedMs: first.changedAgoMs,
          },
        },
      ]
    }),
})

function keyOf({ side, namespace, policies: names }: ClosedWay): string {
  return [side, namespace, ...names].join('/')
}

function sentence({ policies: names, side, namespace }: ClosedWay, ways: readonly ClosedWay[]): string {
  const to = ways.map((way) => (way.to === 'dns' ? 'the DNS of the cluster' : way.to)).join(', ')
  const word = names.length === 1 ? `the network policy ${names[0]}` : `the network policies ${names.join(', ')}`
  return side === 'egress'
    ? `${word} lets nothing out to ${to}`
    : `${word} in ${namespace} lets nothing of it in to ${to}`
}
