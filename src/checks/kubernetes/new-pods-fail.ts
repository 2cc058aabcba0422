import { defineCheck } from '../../core/check.ts'
import type { FindingDraft } from '../../core/finding.ts'
import { lasting } from '../../core/since.ts'
import { seenOf } from '../../facts/kubernetes/asked.ts'
import { type EventGroup, events } from '../../facts/kubernetes/events.ts'
import { type History, isOfRevision } from '../../facts/kubernetes/history.ts'
import { workloadPart } from '../../facts/kubernetes/part-of.ts'
import { type Patience, patienceWith } from '../../facts/kubernetes/patience.ts'
import type { PodGroup } from '../../facts/kubernetes/pod-groups.ts'
import { isFalling, isWanted, troubleOf } from '../../facts/kubernetes/pod-trouble.ts'
import { servicePods } from '../../facts/kubernetes/pods.ts'
import { wrongAnswer } from '../../facts/kubernetes/probe-answer.ts'
import { revisions } from '../../facts/kubernetes/revisions.ts'
import { isStarting } from '../../facts/kubernetes/shortage.ts'
import { type WorkloadState, workloads } from '../../facts/kubernetes/workloads.ts'
import { whyText } from './why-text.ts'

/** Not one pod of the latest template of a workload has come up since it was rolled out, or all fell over soon after. */
export const newPodsFail = defineCheck({
  id: 'kubernetes.new-pods-fail',
  kind: 'condition',
  reads: { workloads, servicePods, revisions, events },
  params: {
    // A rollout that was completed and failed within half an hour still is the first suspect.
    recentSeconds: 1800,
  },
  run: ({ workloads, servicePods, revisions, events }, { target, now, params }) =>
    revisions.histories.flatMap((history): readonly FindingDraft[] => {
      const workload = workloads.workloads.find((each) => each.workload === history.workload)
      const own = servicePods.groups.filter((group) => group.workload === history.workload && isWanted(group))
      const news = newPods(history, own)
      if (workload === undefined || news === undefined || !isSuspect(workload, history, params.recentSeconds * 1000))
        return []
      const patience = patienceWith(workload, servicePods)
      const misasked = isProbeNew(history)
        ? news.flatMap((group) => wrongAnswer(group, seenOf(events.groups) ?? []) ?? [])
        : []
      const failing = news.filter(
        (group) =>
          hasFailed(group, patience) || misasked.some(({ names }) => names.some((name) => group.names.includes(name))),
      )
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
            ...askedOf(misasked[0], workload),
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

/** Where the rollout changed what is asked, an answer that says so is enough; a process may not know all its paths yet while it starts. */
function isProbeNew({ changes }: History): boolean {
  return changes.some((change) => /^(readiness|startup) probe of |^ports of /.test(change))
}

function askedOf(said: EventGroup | undefined, { containers }: WorkloadState) {
  if (said === undefined || said.probe === null) return {}
  const { container, probe, message } = said
  const asked = containers.find(({ name }) => name === container)?.probes[probe] ?? null
  return { container, probe, message, path: asked?.path ?? null, port: asked?.port ?? null, askedWrongly: true }
}

function hasFailed(group: PodGroup, patience: Patience): boolean {
  return isFalling(group) || (!group.isReady && !isStarting(group, patience))
}

function count(groups: readonly PodGroup[]): number {
  return groups.reduce((sum, each) => sum + each.count, 0)
}
