import { defineCheck } from '../../core/check.ts'
import { lasting } from '../../core/since.ts'
import { part } from '../../core/target.ts'
import { goodRevision, isPending, latest } from '../../facts/helm/history.ts'
import { release } from '../../facts/helm/release.ts'

/** The last operation of Helm never came to its end: every further upgrade is refused. */
export const pending = defineCheck({
  id: 'helm.pending',
  kind: 'condition',
  reads: { release },
  params: {
    /** Twice the time that Helm waits by default: nobody waits any more. */
    minAgeSeconds: 600,
    /** Where all that Helm could wait for was over this long ago, nobody waits either. */
    idleSeconds: 60,
  },
  run({ release }, { target, params, now }) {
    const last = release === null ? undefined : latest(release)
    if (release === null || last === undefined || !isPending(last)) return []
    const isOld = last.ageMs >= params.minAgeSeconds * 1000
    const isIdle = Math.min(release.idleMs ?? 0, last.ageMs) >= params.idleSeconds * 1000
    if (!isOld && !isIdle) return []
    return [
      {
        severity: 'warning',
        target: part(target, 'release', { release: release.name }),
        summary: `revision ${last.revision} of the Helm release ${release.name} is ${last.status} since ${minutes(last.ageMs)}: Helm refuses to upgrade it`,
        since: lasting(last.ageMs, now),
        evidence: {
          release: release.name,
          revision: last.revision,
          status: last.status,
          ageMs: last.ageMs,
          driver: release.driver,
          good: goodRevision(release),
          idle: isIdle,
        },
      },
    ]
  },
})

function minutes(ageMs: number): string {
  return `${Math.max(1, Math.round(ageMs / 60_000))} min`
}
