import { type CauseView, type Conclusion, defineCause } from '../core/cause.ts'
import { numberIn, textIn } from '../core/evidence.ts'
import type { Finding } from '../core/finding.ts'
import type { Remedy } from '../core/remedy.ts'
import type { Target } from '../core/target.ts'
import type { Topology } from '../core/topology.ts'
import { complaintsAbout, saidBy, voices } from './complaints.ts'
import { byKubectl } from './kubectl.ts'
import { reasonsOf } from './reasons.ts'
import { failures, services, symptomChecks } from './service-symptoms.ts'
import { isOfSlowness } from './slowness-of-the-process.ts'

const consequences = [
  'kubernetes.cpu-at-limit',
  'http.event-loop-lag',
  'http.traffic-spike',
  'http.pool-saturated',
] as const
type View = CauseView<
  'kubernetes.hpa-maxed' | (typeof consequences)[number] | (typeof symptomChecks)[number] | (typeof voices)[number]
>

/** More pods are wanted than the autoscaler may start, and requests suffer for it. */
export const hpaMaxed = defineCause({
  id: 'hpa-maxed',
  reads: {},
  weighs: ['kubernetes.hpa-maxed', ...consequences, ...symptomChecks, ...voices],
  conclude: (_sightings, view) =>
    services(view).flatMap((service) =>
      view
        .findingsOn(service, 'kubernetes.hpa-maxed')
        .filter((finding) => finding.evidence.isAbove === true)
        .flatMap((finding) => conclude(service, finding, view)),
    ),
})

function conclude(service: Target, maxed: Finding, view: View): readonly Conclusion[] {
  const symptoms = failures(service, view)
  const starved = [...view.findingsOn(service, ...consequences), ...saidBy(service, view, 'event-loop-blocked')]
  // At its maximum and well: somebody chose that number.
  if (symptoms.length + starved.length === 0) return []
  const complaints = view.topology.dependencies(service).flatMap(({ target }) => complaintsAbout(target, view))
  const late = starved.length > 0 ? complaints.filter(isOfSlowness) : []
  const blamed = complaints.filter((each) => !late.includes(each))
  const isFelt = symptoms.length > 0 && starved.length > 0
  return [
    {
      target: maxed.target,
      summary: `${service.name} needs more pods than its autoscaler ${textIn(maxed, 'autoscaler')} may start (${numberIn(maxed, 'max')})`,
      because: reasonsOf([maxed, ...starved]),
      explains: [maxed, ...starved, ...symptoms, ...late],
      ...(blamed.length > 0 && {
        contradictedBy: blamed.map(({ summary }) => `it complains of a dependency: ${summary}`),
      }),
      confidence: blamed.length > 0 ? 'low' : isFelt ? 'high' : 'medium',
      remedies: [raise(service, maxed, view.topology)],
    },
  ]
}

function raise(service: Target, maxed: Finding, topology: Topology): Remedy {
  const max = numberIn(maxed, 'max') ?? 1
  const more = Math.min(max * 2, Math.max(max + 1, wantedBy(maxed)))
  const patch = JSON.stringify({ spec: { maxReplicas: more } })
  const words = ['patch', 'hpa', textIn(maxed, 'autoscaler') ?? '', '--type', 'merge', '-p', patch]
  return byKubectl(service, topology, words, {
    risk: 'low',
    summary: `allow ${more} pods; look first whether the quota and the nodes have room, and the database has connections for ${more} pools`,
  })
}

/** By the autoscaler's own rule: pods x measured / target. https://kubernetes.io/docs/tasks/run-application/horizontal-pod-autoscale/#algorithm-details */
function wantedBy(maxed: Finding): number {
  const current = numberIn(maxed, 'current') ?? 1
  const metrics = Array.isArray(maxed.evidence.metrics) ? maxed.evidence.metrics : []
  const wanted = metrics.flatMap((metric) => {
    if (typeof metric !== 'object' || metric === null || Array.isArray(metric)) return []
    const { target, current: measured } = { target: null, current: null, ...metric }
    if (typeof target !== 'number' || typeof measured !== 'number' || target <= 0) return []
    return [Math.ceil((current * measured) / target)]
  })
  return Math.max(current, ...wanted)
}
