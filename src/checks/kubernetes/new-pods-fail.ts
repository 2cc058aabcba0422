import { defineCheck } from '../../core/check.ts'
import type { FindingDraft } from '../../core/finding.ts'
import { lasting } from '../../core/since.ts'
import { type History, isOfRevision } from '../../facts/kubernetes/history.ts'
import { workloadPart } from '../../facts/kubernetes/part-of.ts'
import type { PodGroup } from '../../facts/kubernetes/pod-groups.ts'
import { isFalling, isWanted, troubleOf } from '../../facts/kubernetes/pod-trouble.ts'
import { servicePods } from '../../facts/kubernetes/pods.ts'
import { revisions } from '../../facts/kubernetes/revisions.ts'
import { isStarting } from '../../facts/kubernetes/shortage.ts'
import { startUpMs, type WorkloadState, workloads } from '../../facts/kubernetes/workloads.ts'
import { whyText } from './why-text.ts'

/** Not one pod of the latest template of a workload has come up since it was rolled out, or all fell over soon after. */
export const newPodsFail = defineCheck({
  id: 'kubernetes.new-pods-fail',
  kind: 'condition',
  reads: { workloads, servicePods, revisions },
  params: {
    // A rollout that was completed and failed within half an hour still is the first suspect.
    recentSeconds: 1800,
  },
  run: ({ workloads, servicePods, revisions }, { target, now, params }) =>
    revisions.histories.flatMap((history): readonly FindingDraft[] => {
      const workload = workloads.workloads.find((each) => each.workload === history.workload)
      const own = servicePods.groups.filter((group) => group.workload === history.workload && isWanted(group))
      const news = newPods(history, own)
      if (workload === undefined || news === undefined || !isSuspect(workload, history, params.recentSeconds * 1000))
        return []
      const failing = news.filter((group) => hasFailed(group, workload))
      if (failing.length === 0 || news.some((group) => group.isReady && !isFalling(group))) return []
      const why = [...new Set(failing.map((group) => troubleOf(group) ?? 'crash-loop'))]
      const [latest, before] = history.revisions
      const what = history.revisions[1]?.sameAsLatest ? 'a restart' : history.changes.slice(0, 2).join(', ')
      return [
        {
          severity: workload.ready === 0 ? 'critical' : 'warning',
          target: workloadPart(target, history.workload),
          summary: `no pod of revision ${latest?.revision} of ${history.workload} (${what}) is ready${whyText(why)}`,
          since: lasting(history.rolledOutMs, now),
          evidence: {
            ...{ workload: history.workload, why, revision: latest?.revision ?? null, hash: latest?.hash ?? null },
            ...{ failing: count(failing), oldReady: count(own.filter(({ isReady }) => isReady)) },
            ...{ isRestart: before?.sameAsLatest ?? false, changes: history.changes.slice(0, 10) },
            ...{ completed: workload.rollout.state === 'done', rolledOutMs: history.rolledOutMs },
          },
        },
      ]
    }),
})

/** Pods of the latest template; undefined where there was none before it, for then nothing was rolled out over anything. */
function newPods({ revisions: [latest, before] }: History, own: readonly PodGroup[]): readonly PodGroup[] | undefined {
  if (latest === undefined || before === undefined) return undefined
  return own.filter(({ revision }) => isOfRevision(revision, latest))
}

function isSuspect({ rollout }: WorkloadState, { rolledOutMs }: History, recentMs: number): boolean {
  const isUnderway = rollout.state === 'progressing' || rollout.state === 'stuck' || rollout.state === 'unobserved'
  return isUnderway || (rolledOutMs !== null && rolledOutMs <= recentMs)
}

function hasFailed(group: PodGroup, workload: WorkloadState): boolean {
  return isFalling(group) || (!group.isReady && !isStarting(group, startUpMs(workload)))
}

function count(groups: readonly PodGroup[]): number {
  return groups.reduce((sum, each) => sum + each.count, 0)
}
