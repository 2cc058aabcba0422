import { type CauseView, type Conclusion, defineCause } from '../core/cause.ts'
import { textIn, textsIn } from '../core/evidence.ts'
import type { Finding } from '../core/finding.ts'
import type { Sighting } from '../core/look.ts'
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
  conclude: (sightings, view) => {
    const shortages = services(view).flatMap((service): readonly Shortage[] => {
      const words = valueOn(sightings.scaleUp, service)
      const full = view.findingsOn(service, 'kubernetes.unschedulable').filter(isForRoom)
      if (full.length === 0 || isComing(words)) return []
      const cluster = clusterOf(service, view)
      const largest = valueOn(sightings.nodes, cluster)?.largest
      return [{ service, cluster, full, words, largest, quota: valueOn(sightings.quota, service) }]
    })
    const clusters = Map.groupBy(shortages, ({ cluster }) => nodeKey(cluster))
    return [...clusters.values()].flatMap((each) => conclude(each, view))
  },
})

interface Shortage {
  readonly service: Target
  readonly cluster: Target
  readonly full: readonly Finding[]
  readonly words: ScaleUp | undefined
  readonly largest: Nodes['largest'] | undefined
  readonly quota: Quota | undefined
}

function valueOn<Value>(sightings: readonly Sighting<Value>[], target: Target): Value | undefined {
  return sightings.find((each) => nodeKey(each.target) === nodeKey(target))?.value
}

/** One cluster is full for all who want more of it. */
function conclude(shortages: readonly Shortage[], view: View): readonly Conclusion[] {
  const [first] = shortages
  if (first === undefined) return []
  const { cluster } = first
  const names = shortages.map(({ service }) => service.name).join(', ')
  const tooLarge = shortages.flatMap((each) => tooLargeFor(each) ?? [])
  const isTooLarge = tooLarge.length === shortages.length
  const full = shortages.flatMap((each) => each.full)
  const impossible = shortages.flatMap(({ words }) => saidOf(words).filter(({ verdict }) => verdict === 'impossible'))
  return [
    {
      target: cluster,
      summary: isTooLarge ? tooLarge.join('; ') : `no node of ${cluster.name} has room for more pods of ${names}`,
      because: [
        ...reasonsOf(full),
        ...impossible.slice(0, 1).map(({ message }) => ({ text: `the autoscaler of nodes cannot help: ${message}` })),
      ],
      explains: [...full, ...shortages.flatMap((each) => consequencesOf(each, view))],
      confidence: 'high',
      remedies: [
        {
          kind: 'manual',
          risk: 'low',
          summary: isTooLarge
            ? `lower the requests of ${names}, or add a node that is large enough to ${cluster.name}`
            : `add nodes to ${cluster.name}, or scale down what can be spared; where the requests of ${names} are far above what it uses (kubectl top pods), lower them`,
        },
      ],
    },
  ]
}

function consequencesOf({ service, full }: Shortage, view: View): readonly Finding[] {
  return full.flatMap((each) => followsFromMissing(service, textIn(each, 'workload'), view))
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
function tooLargeFor({ service, full, largest, quota: asked }: Shortage): string | null {
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
