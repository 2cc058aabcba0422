import type { CauseView, Conclusion } from '../core/cause.ts'
import { numberIn, textsIn } from '../core/evidence.ts'
import type { Unasked } from '../core/facts.ts'
import type { Finding } from '../core/finding.ts'
import type { Remedy } from '../core/remedy.ts'
import type { Target } from '../core/target.ts'
import type { Signature } from '../facts/logs/failure.ts'
import { complaintsAbout, voices } from './complaints.ts'
import { slownessChecks, slowSymptoms } from './database-slowness.ts'
import { fallChecks, fallenServices } from './fallen-services.ts'
import { reasonsOf } from './reasons.ts'

/** To be weighed by every cause that says a system is gone. */
export const outageChecks = [
  'kubernetes.dependency-without-endpoints',
  ...fallChecks,
  ...slownessChecks,
  ...voices,
] as const
export type OutageView = CauseView<(typeof outageChecks)[number]>

/** What clients say when nobody is there. */
const gone: readonly Signature[] = [
  'connection-refused',
  'connection-reset',
  'host-unreachable',
  'name-not-found',
  'database-unavailable',
  'redis-cluster-down',
  'kafka-leader',
  'kafka-coordinator',
]

/** What they say when nobody answers, which has other reasons, too. */
const silent: readonly Signature[] = [
  'connection-timeout',
  'pool-timeout',
  'pooler-timeout',
  'pooler-login-failed',
  'statement-timeout',
  'breaker-open',
]

/** The evidence that a node is gone, from the side of the services; and whether we could not talk to it either. */
export interface Outage {
  readonly node: Target
  readonly complaints: readonly Finding[]
  readonly unconnected: Unasked | undefined
  /** On a cluster: the Services before it have nobody behind them. */
  readonly deserted: readonly Finding[]
  /** It does not answer us, or is not asked by us and has nobody behind its Service. */
  readonly isAway: boolean
}

/**
 * Nodes of a system that services cannot use. "I cannot reach it" is no evidence; complaints of services are: refused connections at once,
 * time-outs only where the node did not answer us either.
 */
export function outagesOf(system: string, view: OutageView): readonly Outage[] {
  return view.topology.nodes
    .filter(({ target }) => target.system === system)
    .flatMap(({ target }) => {
      const unconnected = view.unconnected(target)
      const away =
        unconnected !== undefined &&
        (unconnected.kind === 'unreachable' || unconnected.kind === 'hung' || unconnected.kind === 'failed')
      const deserted = desertedServices(target, view)
      const isAway = away || (deserted.length > 0 && !view.answered(target))
      const complaints = complaintsAbout(target, view, ...gone, ...(isAway ? silent : []))
      if (complaints.length === 0) return []
      return [{ node: target, complaints, unconnected: away ? unconnected : undefined, deserted, isAway }]
    })
}

/** What an outage comes to: the node is down where we cannot talk to it either. */
export function downConclusion(
  { node, complaints, unconnected, deserted }: Outage,
  view: OutageView,
  remedies: readonly Remedy[],
): Conclusion {
  const hangs = unconnected?.kind === 'hung'
  const own = unconnected === undefined ? [] : [{ text: `from here: ${unconnected.reason}` }]
  return {
    target: node,
    summary: `${node.name} ${hangs ? 'hangs: it takes connections and does not answer' : 'is down: services cannot connect to it'}`,
    because: [...reasonsOf([...deserted, ...complaints]), ...own],
    explains: [...deserted, ...complaints, ...consequences(node, view)],
    confidence: 'high',
    remedies,
  }
}

/** What the services that need a node know of the Services by which they call it. */
function desertedServices(node: Target, view: OutageView): readonly Finding[] {
  const addresses = view.topology.node(node)?.addresses ?? []
  return view.findings('kubernetes.dependency-without-endpoints').filter((finding) => {
    const hosts = textsIn(finding, 'hosts')
    const isHere = addresses.some((address) => {
      const at = address.lastIndexOf(':')
      return hosts.includes(address.slice(0, at)) && Number(address.slice(at + 1)) === numberIn(finding, 'port')
    })
    return isHere && view.topology.dependsOn(finding.target, node)
  })
}

function consequences(node: Target, view: OutageView): readonly Finding[] {
  const above = view.findings('pgbouncer.saturated', 'pgbouncer.client-limit', 'http.pool-saturated')
  const piles = above.filter((finding) => view.topology.dependsOn(finding.target, node))
  return [...piles, ...complaintsAbout(node, view), ...slowSymptoms(node, view), ...fallenServices(node, view)]
}
