import type { CauseView, Conclusion } from '../core/cause.ts'
import type { Unasked } from '../core/facts.ts'
import type { Finding } from '../core/finding.ts'
import type { Remedy } from '../core/remedy.ts'
import type { Target } from '../core/target.ts'
import type { Signature } from '../facts/logs/failure.ts'
import { complaintsAbout, voices } from './complaints.ts'
import { slownessChecks, slowSymptoms } from './database-slowness.ts'
import { reasonsOf } from './reasons.ts'

/** To be weighed by every cause that says a system is gone. */
export const outageChecks = [...slownessChecks, ...voices] as const
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
      const complaints = complaintsAbout(target, view, ...gone, ...(away ? silent : []))
      return complaints.length === 0 ? [] : [{ node: target, complaints, unconnected: away ? unconnected : undefined }]
    })
}

/** What an outage comes to: the node is down where we cannot talk to it either. */
export function downConclusion(
  { node, complaints, unconnected }: Outage,
  view: OutageView,
  remedies: readonly Remedy[],
): Conclusion {
  const hangs = unconnected?.kind === 'hung'
  const own = unconnected === undefined ? [] : [{ text: `from here: ${unconnected.reason}` }]
  return {
    target: node,
    summary: `${node.name} ${hangs ? 'hangs: it takes connections and does not answer' : 'is down: services cannot connect to it'}`,
    because: [...reasonsOf(complaints), ...own],
    explains: [...complaints, ...consequences(node, view)],
    confidence: 'high',
    remedies,
  }
}

function consequences(node: Target, view: OutageView): readonly Finding[] {
  const above = view.findings('pgbouncer.saturated', 'pgbouncer.client-limit', 'http.pool-saturated')
  const piles = above.filter((finding) => view.topology.dependsOn(finding.target, node))
  return [...piles, ...complaintsAbout(node, view), ...slowSymptoms(node, view)]
}
