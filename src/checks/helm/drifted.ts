import { defineCheck } from '../../core/check.ts'
import { unknownSince } from '../../core/since.ts'
import { part } from '../../core/target.ts'
import type { Drift } from '../../facts/helm/drift.ts'
import { isPending, latest } from '../../facts/helm/history.ts'
import { release } from '../../facts/helm/release.ts'

/** Live workloads run other images or another number of pods than their release says: the next upgrade changes them back. */
export const drifted = defineCheck({
  id: 'helm.drifted',
  // `kubectl scale` and a quick `set image` are everyday work; a cause that stands on it reads the facts.
  kind: 'hygiene',
  reads: { release },
  params: {},
  run({ release }, { target }) {
    const last = release === null ? undefined : latest(release)
    if (release === null || last === undefined || isPending(last)) return []
    if (release.drift === null)
      return { unknown: `what the release ${release.name} deployed could not be read`, grant: 'list on secrets' }
    if (release.drift.length === 0) return []
    return [
      {
        severity: 'warning',
        target: part(target, 'release', { release: release.name }),
        summary: `what runs is not what the Helm release ${release.name} says: ${release.drift.map(inWords).join('; ')}`,
        since: unknownSince,
        evidence: {
          release: release.name,
          drift: release.drift.map(({ workload, field, container, manifest, live }) => ({
            ...{ workload, field, container, manifest, live },
          })),
        },
      },
    ]
  },
})

function inWords({ workload, field, container, manifest, live }: Drift): string {
  return field === 'image'
    ? `${container} of ${workload} runs ${live} instead of ${manifest}`
    : `${workload} has ${live} ${field} instead of ${manifest}`
}
