import { type CauseView, type Conclusion, defineCause } from '../core/cause.ts'
import { numberIn, textIn } from '../core/evidence.ts'
import type { Finding } from '../core/finding.ts'
import type { Remedy } from '../core/remedy.ts'
import type { Target } from '../core/target.ts'
import { voices } from './complaints.ts'
import { byKubectl } from './kubectl.ts'
import { missingPodsChecks, servicesOn } from './missing-pods.ts'
import { reasonsOf } from './reasons.ts'

type View = CauseView<'cluster.dns-down' | (typeof missingPodsChecks)[number] | (typeof voices)[number]>

/** Pods cannot resolve names any more: everything that opens a new connection by a name fails. */
export const clusterDnsFailing = defineCause({
  id: 'cluster-dns-failing',
  reads: {},
  weighs: ['cluster.dns-down', ...missingPodsChecks, ...voices],
  conclude: (_sightings, view) =>
    view.topology.nodes
      .filter(({ target }) => target.system === 'cluster')
      .flatMap(({ target }) => ofCluster(target, view)),
})

function ofCluster(cluster: Target, view: View): readonly Conclusion[] {
  const down = view.findingsOn(cluster, 'cluster.dns-down')
  const said = servicesOn(cluster, view).flatMap((service) => unresolved(service, view))
  const hosts = new Set(said.flatMap((each) => textIn(each, 'host') ?? []))
  const unanswered = said.filter(isUnanswered)
  // One name that nobody knows is a wrong name; several to which nobody answers are no coincidence.
  if (down.length === 0 && (hosts.size < 2 || unanswered.length < 2)) return []
  const grounds = [...down, ...said]
  const suffering = servicesOn(cluster, view).filter((service) => unresolved(service, view).length > 0)
  return [
    {
      target: cluster,
      summary:
        down.length > 0
          ? `the DNS of ${cluster.name} is down: pods resolve no names`
          : `pods of ${cluster.name} get no answer from DNS, for ${hosts.size} names`,
      because: reasonsOf(grounds),
      explains: [...grounds, ...suffering.flatMap((service) => consequencesFor(service, view))],
      confidence: down.length > 0 && said.length > 0 ? 'high' : 'medium',
      remedies: remedies(cluster, down[0], view),
    },
  ]
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
const alike: readonly string[] = ['connection-timeout', 'pool-timeout', 'breaker-open', 'upstream-error']

function consequencesFor(service: Target, view: View): readonly Finding[] {
  const complaints = view
    .findingsOn(service, ...voices)
    .filter((each) => alike.includes(textIn(each, 'signature') ?? ''))
  return [...complaints, ...view.symptomsOver(service)]
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
