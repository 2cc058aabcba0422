import { defineCheck } from '../../core/check.ts'
import { lasting } from '../../core/since.ts'
import { part } from '../../core/target.ts'
import { goodRevision, latest } from '../../facts/helm/history.ts'
import { release } from '../../facts/helm/release.ts'

/** The last operation of Helm failed: what it had changed until then is live. */
export const failed = defineCheck({
  id: 'helm.failed',
  kind: 'condition',
  reads: { release },
  params: {},
  run({ release }, { target, now }) {
    const last = release === null ? undefined : latest(release)
    if (release === null || last === undefined || last.status !== 'failed') return []
    const description = last.contents?.description ?? ''
    return [
      {
        severity: 'warning',
        target: part(target, 'release', { release: release.name }),
        summary: `revision ${last.revision} of the Helm release ${release.name} failed${description === '' ? '' : `: ${description.slice(0, 200)}`}`,
        since: lasting(last.ageMs, now),
        evidence: {
          release: release.name,
          revision: last.revision,
          status: last.status,
          ageMs: last.ageMs,
          description,
          good: goodRevision(release),
        },
      },
    ]
  },
})
