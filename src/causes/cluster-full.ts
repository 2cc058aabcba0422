import { type CauseView, type Conclusion, defineCause } from '../core/cause.ts'
import { textIn, textsIn } from '../core/evidence.ts'
import type { Finding } from '../core/finding.ts'
import { nodeKey, type Target } from '../core/target.ts'
import { type Nodes, nodes } from '../facts/cluster/nodes.ts'
import { type Quota, quota } from '../facts/kubernetes/quota.ts'
import { type ScaleUp, type ScaleUpWord, scaleUp } from '../facts/kubernetes/scale-up.ts'
import { clusterOf, followsFromMissing, missingPodsChecks } from './missing-pods.ts'
import { reasonsOf } from './reasons.ts'
import { services } from './service-symptoms.ts'

type View = CauseView<'kubernetes.unschedulable' | (typeof missingPodsChecks)[number]>

/** No node has room for pods of the service, and none is coming. */
export const clusterFull = defineCause({
  id: 'cluster-full',
  reads: { nodes, quota, scaleUp },
  weighs: ['kubernetes.unschedulable', ...missingPodsChecks],
  conclude: (sightings, view) =>
    services(view).flatMap((service) => {
      const of = <Value>(list: readonly { readonly target: Target; readonly value: Value }[], target: Target) =>
        list.find((each) => nodeKey(each.target) === nodeKey(target))?.value
      const words = of(sightings.scaleUp, service)
      const full = view.findingsOn(service, 'kubernetes.unschedulable').filter(isForRoom)
      if (full.length === 0 || isComing(words)) return []
      const cluster = clusterOf(service, view)
      return conclude({
        ...{ service, cluster, full, words, view },
        nodes: of(sightings.nodes, cluster),
        quota: of(sightings.quota, service),
      })
    }),
})

interface Shortage {
  readonly service: Target
  readonly cluster: Target
  readonly full: readonly Finding[]
  readonly words: ScaleUp | undefined
  readonly nodes: Nodes | undefined
  readonly quota: Quota | undefined
  readonly view: View
}

function conclude(shortage: Shortage): readonly Conclusion[] {
  const { service, cluster, full, words, view } = shortage
  const tooLarge = tooLargeFor(shortage)
  const impossible = saidOf(words).filter(({ verdict }) => verdict === 'impossible')
  return [
    {
      target: cluster,
      summary: tooLarge ?? `no node of ${cluster.name} has room for more pods of ${service.name}`,
      because: [
        ...reasonsOf(full),
        ...impossible.slice(0, 1).map(({ message }) => ({ text: `the autoscaler of nodes cannot help: ${message}` })),
      ],
      explains: [...full, ...full.flatMap((each) => followsFromMissing(service, textIn(each, 'workload'), view))],
      confidence: 'high',
      remedies: [
        {
          kind: 'manual',
          risk: 'low',
          summary:
            tooLarge === null
              ? `add nodes to ${cluster.name}, or scale down what can be spared; where the requests of ${service.name} are far above what it uses (kubectl top pods), lower them`
              : `lower the requests of ${service.name}, or add a node that is large enough to ${cluster.name}`,
        },
      ],
    },
  ]
}

/** Taints keep pods off some nodes everywhere: that of the control plane for one. */
function isForRoom(finding: Finding): boolean {
  const kinds = textsIn(finding, 'kinds')
  return kinds.includes('insufficient') || kinds.includes('too-many-pods') || finding.evidence.nodes === 0
}

/** New machines need some minutes; what was ordered longer ago does not come. */
const patienceMs = 600_000

function isComing(words: ScaleUp | undefined): boolean {
  return saidOf(words).some(({ verdict, ageMs }) => verdict === 'coming' && ageMs !== null && ageMs < patienceMs)
}

function saidOf(words: ScaleUp | undefined): readonly ScaleUpWord[] {
  return words !== undefined && 'seen' in words.said ? words.said.seen : []
}

/** A pod that asks for more than the largest node has fits on no node, however empty. */
function tooLargeFor({ service, full, nodes: seen, quota: asked }: Shortage): string | null {
  const largest = seen?.largest
  const workloads = new Set(full.map((each) => textIn(each, 'workload')))
  const wanting = asked?.workloads.find(({ workload }) => workloads.has(workload))?.perPod.requests
  if (largest === undefined || wanting === undefined) return null
  if ((wanting.cpu ?? 0) > largest.cpu && largest.cpu > 0)
    return `a pod of ${service.name} asks for ${wanting.cpu} CPUs, and the largest node has ${largest.cpu}`
  if ((wanting.memory ?? 0) > largest.memory && largest.memory > 0)
    return `a pod of ${service.name} asks for ${gibibytes(wanting.memory ?? 0)} of memory, and the largest node has ${gibibytes(largest.memory)}`
  return null
}

function gibibytes(bytes: number): string {
  return `${(bytes / 2 ** 30).toFixed(1)} GiB`
}
