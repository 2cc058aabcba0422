import { defineCheck } from '../../core/check.ts'
import { durationText } from '../../core/duration-text.ts'
import type { FindingDraft } from '../../core/finding.ts'
import { lasting } from '../../core/since.ts'
import { part } from '../../core/target.ts'
import { type CronJobState, serviceJobs } from '../../facts/kubernetes/jobs.ts'

/** A CronJob whose last run failed. Failed runs of long ago are kept for people to read. */
export const cronJobFailing = defineCheck({
  id: 'kubernetes.cronjob-failing',
  kind: 'condition',
  reads: { serviceJobs },
  params: {},
  run: ({ serviceJobs }, { target, now }) =>
    serviceJobs.cronJobs.filter(isFailing).map((cronJob): FindingDraft => {
      const { name, runs, lastSucceededMs, schedule } = cronJob
      const [last] = runs
      const inRow = runs.findIndex(({ state }) => state !== 'failed')
      const failedRuns = inRow === -1 ? runs.length : inRow
      const success =
        lastSucceededMs === null ? 'it never succeeded' : `last success ${durationText(lastSucceededMs)} ago`
      const end = last?.pods.flatMap(({ containers }) => containers).find(({ ended }) => ended !== null)?.ended
      return {
        severity: 'warning',
        target: part(target, 'cronjob', { cronjob: name }),
        summary: `the last run of the CronJob ${name} failed (${last?.reason}), ${success}`,
        since: lasting(runs[failedRuns - 1]?.endedMs ?? null, now),
        evidence: {
          ...{ cronJob: name, schedule, failedRuns, lastSucceededMs },
          ...{ job: last?.name ?? null, reason: last?.reason ?? null, message: last?.message ?? null },
          ...{ exitCode: end?.exitCode ?? null, lastWords: end?.message ?? null },
        },
      }
    }),
})

/** One that succeeded after the run that failed has recovered, though the run that did is no longer kept. */
function isFailing({ isSuspended, runs, lastSucceededMs }: CronJobState): boolean {
  const [last] = runs
  if (isSuspended || last?.state !== 'failed') return false
  return lastSucceededMs === null || (last.endedMs ?? 0) < lastSucceededMs
}
