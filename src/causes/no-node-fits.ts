import { defineCause } from '../core/cause.ts'
import { textIn, textsIn } from '../core/evidence.ts'
import type { Finding } from '../core/finding.ts'
import type { Remedy } from '../core/remedy.ts'
import type { Target } from '../core/target.ts'
import type { Topology } from '../core/topology.ts'
import { nodes } from '../facts/cluster/nodes.ts'
import { byKubectl, inKubectlWords } from './kubectl.ts'
import { clusterOf, followsFromMissing, missingPodsChecks } from './missing-pods.ts'
import { reasonsOf } from './reasons.ts'
import { services } from './service-symptoms.ts'

/** There may be room, but on no node that the pods of the service may use: taints, selectors and affinities, or nodes that are closed. */
export const noNodeFits = defineCause({
  id: 'no-node-fits',
  reads: { nodes },
  weighs: ['kubernetes.unschedulable', ...missingPodsChecks],
  conclude: ({ nodes: seen }, view) =>
    services(view).flatMap((service) => {
      const cordoned = seen.flatMap(({ value }) => value.remarkable).filter((node) => node.cordoned)
      return view
        .findingsOn(service, 'kubernetes.unschedulable')
        .filter(isForPlace)
        .map((finding) => ({
          target: finding.target,
          summary: `no node takes pods of ${textIn(finding, 'workload') ?? service.name}: ${reasonOf(finding)}`,
          because: reasonsOf([finding]),
          explains: [finding, ...followsFromMissing(service, textIn(finding, 'workload'), view)],
          confidence: 'high' as const,
          remedies: [
            ...uncordon(
              finding,
              cordoned.map(({ name }) => name),
              clusterOf(service, view),
              view.topology,
            ),
            compare(service, finding, view.topology),
          ],
        }))
    }),
})

/** Not for room, and not because nodes are sick or a volume is elsewhere: those have causes of their own. */
function isForPlace(finding: Finding): boolean {
  const kinds = textsIn(finding, 'kinds')
  const others = ['insufficient', 'too-many-pods', 'node-sick', 'volume']
  return (
    finding.evidence.reason === 'Unschedulable' &&
    kinds.some((kind) => ['taint', 'affinity', 'cordoned', 'ports'].includes(kind)) &&
    !kinds.some((kind) => others.includes(kind))
  )
}

function reasonOf(finding: Finding): string {
  const counts = Array.isArray(finding.evidence.counts) ? finding.evidence.counts : []
  const texts = counts.map((each) =>
    typeof each === 'object' && each !== null && 'text' in each ? `${each.nodes} ${each.text}` : '',
  )
  return texts.filter((text) => text !== '').join(', ') || (textIn(finding, 'message') ?? '')
}

/** Where nothing else is in the way than one node that somebody closed. */
function uncordon(
  finding: Finding,
  cordoned: readonly string[],
  cluster: Target,
  topology: Topology,
): readonly Remedy[] {
  const [node, ...others] = cordoned
  if (!textsIn(finding, 'kinds').includes('cordoned') || node === undefined || others.length > 0) return []
  const summary = `open the node ${node} again, if whoever closed it has finished with it`
  return [byKubectl(cluster, topology, ['uncordon', node], { risk: 'low', summary })]
}

function compare(service: Target, finding: Finding, topology: Topology): Remedy {
  const workload = textIn(finding, 'workload') ?? service.name
  const look = inKubectlWords(service, topology, 'get', workload, '-o', 'yaml')
  return {
    kind: 'manual',
    risk: 'low',
    summary: `compare nodeSelector, affinity and tolerations of ${workload} (${look}) with the labels and taints of the nodes (kubectl get nodes --show-labels), and correct the one that is wrong`,
  }
}
