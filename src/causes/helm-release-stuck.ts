import { defineCause } from '../core/cause.ts'
import { numberIn, textIn } from '../core/evidence.ts'
import type { Finding } from '../core/finding.ts'
import type { Remedy } from '../core/remedy.ts'
import type { Target } from '../core/target.ts'
import type { Topology } from '../core/topology.ts'
import { reasonsOf } from './reasons.ts'
import { services } from './service-symptoms.ts'

/** Helm was interrupted: it believes that its last operation still runs, and refuses the next. */
export const helmReleaseStuck = defineCause({
  id: 'helm-release-stuck',
  reads: {},
  weighs: ['helm.pending'],
  conclude: (_sightings, view) =>
    services(view).flatMap((service) =>
      view.findingsOn(service, 'helm.pending').map((finding) => ({
        target: finding.target,
        summary: `the Helm release ${textIn(finding, 'release')} is stuck: whoever ran its last operation (${textIn(finding, 'status')}) is gone`,
        because: [
          ...reasonsOf([finding]),
          ...(finding.evidence.idle === true ? [{ text: 'all that Helm could be waiting for is done' }] : []),
        ],
        explains: [finding],
        confidence: 'high' as const,
        remedies: [remedy(service, finding, view.topology)],
      })),
    ),
})

/** By number, never "the one before": that one may have failed. What is live may already be the new revision. */
function remedy(service: Target, finding: Finding, topology: Topology): Remedy {
  const release = textIn(finding, 'release') ?? ''
  const good = numberIn(finding, 'good')
  const { helm } = topology.handles(service)
  if (good === null)
    return {
      kind: 'manual',
      risk: 'outage',
      summary: `no revision of ${release} is known to be good: make sure that no helm runs, look at what it has created (helm get manifest ${release}), and uninstall it to install it anew, or delete the record of the interrupted revision after a copy of it`,
    }
  const words = ['rollback', release, String(good), '--wait', '--timeout', '5m']
  const summary = `make sure that no pipeline still runs helm, then go back to revision ${good}, the last good one; upgrades work again after it`
  if (helm === undefined) return { kind: 'manual', risk: 'outage', summary: `${summary}: helm ${words.join(' ')}` }
  return { kind: 'command', command: [...helm, ...words], mutates: true, risk: 'outage', summary }
}
