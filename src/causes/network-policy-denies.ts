import { type CauseView, type Conclusion, defineCause } from '../core/cause.ts'
import { numberIn, textIn } from '../core/evidence.ts'
import type { Finding } from '../core/finding.ts'
import type { Remedy } from '../core/remedy.ts'
import { part, type Target } from '../core/target.ts'
import { speaksOf } from '../facts/kubernetes/destinations.ts'
import { type ClosedWay, letsOut, type Policies, policies } from '../facts/kubernetes/policies.ts'
import { complaintsAbout, voices } from './complaints.ts'
import { inKubectlWords } from './kubectl.ts'
import { reasonsOf } from './reasons.ts'
import { symptomChecks } from './service-symptoms.ts'

type View = CauseView<'kubernetes.network-policy-denies' | (typeof symptomChecks)[number] | (typeof voices)[number]>

/** What is said when packets are dropped, or sent back. */
const unreached: readonly string[] = [
  'connection-timeout',
  'connection-refused',
  'connection-reset',
  'host-unreachable',
  'pool-timeout',
  'breaker-open',
  'upstream-error',
  'database-unavailable',
  'kafka-coordinator',
  'kafka-leader',
]

/** The service complains of an address that a network policy closes for it. */
export const networkPolicyDenies = defineCause({
  id: 'network-policy-denies',
  reads: { policies },
  weighs: ['kubernetes.network-policy-denies', ...symptomChecks, ...voices],
  conclude: (sightings, view) =>
    sightings.policies.flatMap(({ target, value }) => {
      const blocked = value.closed
        .map((way) => ({ way, complaints: complaintsOf(target, way, view) }))
        .filter(({ complaints }) => complaints.length > 0)
      const groups = Map.groupBy(blocked, ({ way }) => [way.side, way.namespace, ...way.policies].join('/'))
      const known = [...groups.values()].flatMap((group) => conclude(target, group, view))
      return known.length > 0 ? known : byPort(target, value, view)
    }),
})

interface Blocked {
  readonly way: ClosedWay
  readonly complaints: readonly Finding[]
}

function conclude(service: Target, blocked: readonly Blocked[], view: View): readonly Conclusion[] {
  const [first] = blocked
  if (first === undefined) return []
  const { policies: names, namespace, side } = first.way
  const policy = names.join(',')
  const shown = view
    .findingsOn(service, 'kubernetes.network-policy-denies')
    .filter((each) => each.target.id?.policy === policy && each.evidence.side === side)
  const complaints = [...new Set(blocked.flatMap((each) => each.complaints))]
  const to = blocked.map(({ way }) => (way.to === 'dns' ? 'the DNS of the cluster' : way.to)).join(', ')
  return [
    {
      target: part(service, 'network-policy', { policy, namespace }),
      summary: `the network policy ${names.join(', ')} (${namespace}) closes the way of ${service.name} to ${to}`,
      because: [
        ...reasonsOf([...shown, ...complaints]),
        { text: 'policies of the network plugin itself were not read' },
      ],
      explains: [...shown, ...complaints, ...view.symptomsOver(service)],
      confidence: 'high',
      remedies: [allow(service, first.way, to, view)],
    },
  ]
}

/** Complaints of the service about the other end of the way: by its name or address, else by the dependency that is known there. */
function complaintsOf(service: Target, way: ClosedWay, view: View): readonly Finding[] {
  const said = view.findingsOn(service, ...voices)
  if (way.to === 'dns') return said.filter((each) => textIn(each, 'signature') === 'name-not-found')
  const failing = said.filter((each) => unreached.includes(textIn(each, 'signature') ?? ''))
  const byAddress = failing.filter((each) => {
    const host = textIn(each, 'host')
    return host !== null && speaksOf(way, { host, port: numberIn(each, 'port') })
  })
  const nodes = view.topology.dependencies(service).filter(({ addresses }) =>
    addresses.some((address) => {
      const at = address.lastIndexOf(':')
      return speaksOf(way, { host: address.slice(0, at), port: Number(address.slice(at + 1)) })
    }),
  )
  const byNode = nodes.flatMap(({ target }) => complaintsAbout(target, view)).filter((each) => failing.includes(each))
  return [...new Set([...byAddress, ...byNode])]
}

/** An address of which nothing else is known is closed where no rule opens its port. */
function byPort(service: Target, value: Policies, view: View): readonly Conclusion[] {
  const closed = view.findingsOn(service, ...voices).flatMap((complaint) => {
    const port = numberIn(complaint, 'port')
    const isUnreached = unreached.includes(textIn(complaint, 'signature') ?? '')
    return port === null || !isUnreached || letsOut(value, port) ? [] : [{ complaint, port }]
  })
  const names = value.limiting.map(({ name }) => name)
  const ways = closed.map(({ complaint, port }): Blocked => {
    const to = `${textIn(complaint, 'host') ?? '?'}:${port}`
    const age = Math.min(...value.limiting.map(({ changedAgoMs }) => changedAgoMs))
    const way = { to, hosts: [], ports: [port], side: 'egress', needed: true, changedAgoMs: age } as const
    return { way: { ...way, policies: names, namespace: service.namespace ?? '' }, complaints: [complaint] }
  })
  return conclude(service, ways, view)
}

function allow(service: Target, { policies: names, namespace, side }: ClosedWay, to: string, view: View): Remedy {
  const rule = side === 'egress' ? 'an egress rule' : `an ingress rule for the pods of ${service.name}`
  const elsewhere = namespace === service.namespace ? [] : ['-n', namespace]
  const edit = inKubectlWords(service, view.topology, ...elsewhere, 'edit', 'networkpolicy', names[0] ?? '')
  return {
    kind: 'manual',
    risk: 'low',
    summary: `add ${rule} that allows ${to} to ${names.length === 1 ? 'this policy' : 'one of these policies'} (${edit}), or undo its last change; whoever closed it may have had a reason`,
  }
}
