import { type CauseView, defineCause } from '../core/cause.ts'
import { numberIn, textIn, textsIn } from '../core/evidence.ts'
import type { Finding } from '../core/finding.ts'
import { nodeKey, type Target } from '../core/target.ts'
import { type Pods, servicePods } from '../facts/kubernetes/pods.ts'
import { clusterOf, followsFromMissing, isShort, missingPodsChecks } from './missing-pods.ts'
import { reasonsOf } from './reasons.ts'
import { services } from './service-symptoms.ts'

const consequences = ['kubernetes.stuck-terminating', 'kubernetes.unschedulable', 'kubernetes.volume-failed'] as const
type View = CauseView<'cluster.node-not-ready' | (typeof consequences)[number] | (typeof missingPodsChecks)[number]>

/** The machine under the pods of a service is gone. */
export const nodeLost = defineCause({
  id: 'node-lost',
  reads: { servicePods },
  weighs: ['cluster.node-not-ready', ...consequences, ...missingPodsChecks],
  conclude: ({ servicePods }, view) =>
    view.findings('cluster.node-not-ready').flatMap((away) => {
      const node = textIn(away, 'node') ?? ''
      const hit = services(view).filter(
        (service) =>
          nodeKey(clusterOf(service, view)) === nodeKey(away.target) &&
          isHit(
            node,
            servicePods.filter(({ target }) => nodeKey(target) === nodeKey(service)).map(({ value }) => value),
          ) &&
          isHurt(service, view),
      )
      if (hit.length === 0) return []
      const names = hit.map(({ name }) => name).join(', ')
      return {
        target: away.target,
        summary: `the node ${node}, on which pods of ${names} run, ${away.evidence.status === 'Unknown' ? 'is lost' : 'is not ready'}`,
        because: reasonsOf([away]),
        explains: [away, ...hit.flatMap((service) => consequencesFor(service, view))],
        confidence: 'high' as const,
        remedies: [
          {
            kind: 'manual' as const,
            risk: 'low' as const,
            summary: advice(node, away),
          },
        ],
      }
    }),
})

/** Pods on the node that are not ready, or that it was told to end and does not. */
function isHit(node: string, pods: readonly Pods[]): boolean {
  return pods.some(({ groups }) =>
    groups.some(({ nodes, isReady, leaving, phase }) => {
      const isOver = phase === 'Failed' || phase === 'Succeeded'
      return nodes.includes(node) && !isOver && (!isReady || leaving !== null)
    }),
  )
}

function isHurt(service: Target, view: View): boolean {
  return isShort(service, null, view) || view.findingsOn(service, 'kubernetes.stuck-terminating').length > 0
}

/** What does not fit elsewhere waits for the node, too. */
function consequencesFor(service: Target, view: View): readonly Finding[] {
  const waiting = view
    .findingsOn(service, ...consequences)
    .filter(
      (finding) => finding.check !== 'kubernetes.unschedulable' || textsIn(finding, 'kinds').includes('node-sick'),
    )
  return [...waiting, ...followsFromMissing(service, null, view)]
}

function advice(node: string, away: Finding): string {
  const heard = numberIn(away, 'heardMs')
  const since = heard === null ? '' : ` (its kubelet was heard last ${Math.round(heard / 1000)} s ago)`
  return `look at the machine ${node}${since}: is it running, does its network work, does its kubelet run? Start it again or have it replaced; only when it is off for certain, delete its Node object, so that its pods start elsewhere (kubectl delete node ${node})`
}
