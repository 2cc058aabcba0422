import { defineCheck } from '../../core/check.ts'
import type { FindingDraft } from '../../core/finding.ts'
import { lasting } from '../../core/since.ts'
import { part } from '../../core/target.ts'
import { type JobState, serviceJobs } from '../../facts/kubernetes/jobs.ts'
import { troubleOf } from '../../facts/kubernetes/pod-trouble.ts'
import { revisions } from '../../facts/kubernetes/revisions.ts'

/** A hook of a release (a migration) that failed or cannot start, and has not been overcome since. */
export const jobFailed = defineCheck({
  id: 'kubernetes.job-failed',
  kind: 'condition',
  reads: { serviceJobs, revisions },
  params: {
    // What nobody has looked after for a day was given up.
    recentSeconds: 86_400,
    // A pod of a job is there within seconds.
    startSeconds: 60,
  },
  run: ({ serviceJobs, revisions }, { target, now, params }) => {
    const rollouts = revisions.histories.flatMap(({ rolledOutMs }) => rolledOutMs ?? [])
    const lastRolloutMs = Math.min(...rollouts, Number.POSITIVE_INFINITY)
    return serviceJobs.jobs
      .filter(({ hook, ageMs }) => hook !== null && ageMs <= params.recentSeconds * 1000)
      .filter((job) => job.state === 'failed' || isStuck(job, params.startSeconds * 1000))
      .filter((job) => !isOvercome(job, lastRolloutMs))
      .map((job): FindingDraft => {
        const { name, hook, state, reason, message, endedMs, ageMs, failedPods } = job
        const end = job.pods.flatMap(({ containers }) => containers).find(({ ended }) => ended !== null)?.ended
        const trouble = job.pods.map(troubleOf).find((each) => each !== null) ?? null
        const why = state === 'failed' ? failureText(reason, end ?? null) : `cannot start: ${trouble}`
        return {
          severity: 'warning',
          target: part(target, 'job', { job: name }),
          summary: `the hook ${name} (${hook}) ${why}`,
          since: lasting(state === 'failed' ? (endedMs ?? ageMs) : ageMs, now),
          evidence: {
            ...{ job: name, hook, state, reason, message, failedPods, trouble },
            ...{ exitCode: end?.exitCode ?? null, lastWords: end?.message ?? null },
          },
        }
      })
  },
})

/** A hook before the rollout that failed keeps the rollout away: where one came later, somebody found a way. */
function isOvercome({ hook, ageMs, endedMs }: JobState, lastRolloutMs: number): boolean {
  const isBefore = /pre-|PreSync/.test(hook ?? '') && !/post-|PostSync/.test(hook ?? '')
  return isBefore && lastRolloutMs < (endedMs ?? ageMs)
}

function isStuck({ state, ageMs, pods }: JobState, startMs: number): boolean {
  const broken = ['unschedulable', 'image-pull', 'config-error', 'init-failed']
  return state === 'running' && ageMs >= startMs && pods.some((group) => broken.includes(troubleOf(group) ?? ''))
}

function failureText(reason: string | null, end: { exitCode: number; message: string | null } | null): string {
  const how = reason === 'DeadlineExceeded' ? 'failed: it took too long' : 'failed'
  if (end === null) return how
  return `${how} with exit code ${end.exitCode}${end.message === null ? '' : `: ${end.message}`}`
}
