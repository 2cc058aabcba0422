import { type CauseView, type Conclusion, defineCause } from '../core/cause.ts'
import { numberIn, textIn } from '../core/evidence.ts'
import type { Finding } from '../core/finding.ts'
import type { Sighting } from '../core/look.ts'
import type { Remedy } from '../core/remedy.ts'
import { nodeKey, type Target } from '../core/target.ts'
import { type NeededServices, neededServices } from '../facts/kubernetes/needed-services.ts'
import { voices } from './complaints.ts'
import { byKubectl } from './kubectl.ts'
import { missingPodsChecks, servicesOn } from './missing-pods.ts'
import { reasonsOf } from './reasons.ts'

type View = CauseView<'cluster.dns-down' | (typeof missingPodsChecks)[number] | (typeof voices)[number]>

/** Pods cannot resolve names any more: everything that opens a new connection by a name fails. */
export const clusterDnsFailing = defineCause({
  id: 'cluster-dns-failing',
  reads: { neededServices },
  weighs: ['cluster.dns-down', ...missingPodsChecks, ...voices],
  conclude: (sightings, view) =>
    view.topology.nodes
      .filter(({ target }) => target.system === 'cluster')
      .flatMap(({ target }) => ofCluster(target, sightings.neededServices, view)),
})

type Needed = readonly Sighting<NeededServices>[]

function ofCluster(cluster: Target, needed: Needed, view: View): readonly Conclusion[] {
  const down = view.findingsOn(cluster, 'cluster.dns-down')
  const said = servicesOn(cluster, view).flatMap((service) => unresolved(service, view))
  const existing = said.filter((each) => isNameOfService(each, needed))
  const unanswered = new Set(said.filter(isUnanswered).map((each) => textIn(each, 'host')))
  // One name that nobody knows is a wrong name; one that exists is none, and several to which nobody answers are no coincidence.
  if (down.length === 0 && existing.length === 0 && unanswered.size < 2) return []
  const suffering = servicesOn(cluster, view).filter(
    (service) => unresolved(service, view).length > 0 || (down.length > 0 && waitingFor(service, view).length > 0),
  )
  return [
    {
      target: cluster,
      summary:
        down.length > 0
          ? `the DNS of ${cluster.name} is down: pods resolve no names`
          : `pods of ${cluster.name} do not resolve names that exist: its DNS fails`,
      because: reasonsOf([...down, ...said]),
      explains: [...down, ...said, ...suffering.flatMap((service) => consequencesFor(service, view))],
      confidence: suffering.length > 0 && down.length + existing.length > 0 ? 'high' : 'medium',
      remedies: remedies(cluster, down[0], view),
    },
  ]
}

/** Resolvers remember for half a minute that a name did not exist. */
const rememberedMs = 60_000

/** A name by which a Service that exists is called. */
function isNameOfService(complaint: Finding, needed: Needed): boolean {
  const host = textIn(complaint, 'host')?.toLowerCase() ?? ''
  return needed.some(
    ({ target, value }) =>
      nodeKey(target) === nodeKey(complaint.target) &&
      value.needed.some(({ hosts, createdAgoMs }) => hosts.includes(host) && (createdAgoMs ?? 0) > rememberedMs),
  )
}

function unresolved(service: Target, view: View): readonly Finding[] {
  return view.findingsOn(service, ...voices).filter((each) => textIn(each, 'signature') === 'name-not-found')
}

/** Not "there is no such name", but no answer at all. */
function isUnanswered(finding: Finding): boolean {
  const words = `${textIn(finding, 'example') ?? ''} ${textIn(finding, 'text') ?? ''}`
  return /EAI_AGAIN|temporary failure in name resolution|server misbehaving|i\/o timeout|SERVFAIL|ETIMEOUT|ESERVFAIL/i.test(
    words,
  )
}

/** What waits for a connection that is never made complains in words of its own. */
const alike: readonly string[] = [
  ...['connection-timeout', 'pool-timeout', 'breaker-open', 'upstream-error'],
  ...['host-unreachable', 'database-unavailable'],
]

function waitingFor(service: Target, view: View): readonly Finding[] {
  return view.findingsOn(service, ...voices).filter((each) => alike.includes(textIn(each, 'signature') ?? ''))
}

function consequencesFor(service: Target, view: View): readonly Finding[] {
  return [...waitingFor(service, view), ...view.symptomsOver(service)]
}

function remedies(cluster: Target, down: Finding | undefined, { topology }: View): readonly Remedy[] {
  const namespace = (down && textIn(down, 'namespace')) ?? 'kube-system'
  const deployment = down && textIn(down, 'deployment')
  if (down && deployment && numberIn(down, 'wanted') === 0) {
    const words = ['-n', namespace, 'scale', `deployment/${deployment}`, '--replicas=2']
    return [
      byKubectl(cluster, topology, words, { risk: 'low', summary: 'start the DNS server again: it was scaled to 0' }),
    ]
  }
  return [
    {
      kind: 'manual',
      risk: 'low',
      summary: `look at what answers for the Service ${(down && textIn(down, 'service')) ?? 'kube-dns'} in ${namespace}: are its pods running and ready, what do they log, which change of their configuration came last?`,
    },
  ]
}
