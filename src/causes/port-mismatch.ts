import { type CauseView, type Conclusion, defineCause } from '../core/cause.ts'
import { numberIn, textIn } from '../core/evidence.ts'
import type { Finding } from '../core/finding.ts'
import type { Remedy } from '../core/remedy.ts'
import type { Target } from '../core/target.ts'
import { complaintsAbout } from './complaints.ts'
import { byKubectl } from './kubectl.ts'
import { followsFromMissing, missingPodsChecks } from './missing-pods.ts'
import { reasonsOf } from './reasons.ts'
import { services } from './service-symptoms.ts'

type View = CauseView<'kubernetes.port-mismatch' | (typeof missingPodsChecks)[number]>

/** The Service sends requests to a port at which nobody listens. */
export const portMismatch = defineCause({
  id: 'port-mismatch',
  reads: {},
  weighs: ['kubernetes.port-mismatch', ...missingPodsChecks],
  conclude: (_sightings, view) =>
    services(view).flatMap((service) =>
      view.findingsOn(service, 'kubernetes.port-mismatch').flatMap((finding) => conclude(service, finding, view)),
    ),
})

function conclude(service: Target, finding: Finding, view: View): readonly Conclusion[] {
  const deserted = view
    .findingsOn(service, 'kubernetes.service-without-endpoints')
    .filter((each) => textIn(each, 'service') === textIn(finding, 'service'))
  const complaints = complaintsAbout(service, view)
  const isSure = finding.evidence.fit === 'no-such-name' || complaints.length > 0
  // Pods may listen at a port that they do not declare: a second port that leads there is usual.
  if (!isSure && finding.evidence.onlyPort !== true) return []
  return [
    {
      target: finding.target,
      summary: `the Service ${textIn(finding, 'service')} sends requests for ${service.name} to a port at which nobody listens`,
      because: reasonsOf([finding, ...deserted]),
      explains: [finding, ...deserted, ...complaints, ...followsFromMissing(service, null, view).filter(isOutside)],
      confidence: isSure ? 'high' : 'medium',
      remedies: remedies(service, finding, view),
    },
  ]
}

/** The pods themselves are well. */
function isOutside({ check }: Finding): boolean {
  return !['kubernetes.no-ready-pods', 'kubernetes.replicas-missing', 'kubernetes.rollout-stuck'].includes(check)
}

function remedies(service: Target, finding: Finding, { topology }: View): readonly Remedy[] {
  const name = textIn(finding, 'service') ?? ''
  const port = numberIn(finding, 'port')
  const meant = finding.evidence.meant
  const isClear = typeof meant === 'number' || typeof meant === 'string'
  if (!isClear || port === null) {
    const summary = `correct targetPort of port ${port} of the Service ${name}: it must be a port at which the container listens`
    return [{ kind: 'manual', risk: 'low', summary }]
  }
  // A strategic merge finds the entry of the list by its port.
  const patch = JSON.stringify({ spec: { ports: [{ port, targetPort: meant }] } })
  const summary = `let port ${port} of the Service lead to ${meant}; correct it where the Service comes from, too`
  return [byKubectl(service, topology, ['patch', 'service', name, '-p', patch], { risk: 'low', summary })]
}
