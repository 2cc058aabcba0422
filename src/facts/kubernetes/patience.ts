import type { Pods } from './pods.ts'
import { startUpMs, type WorkloadState } from './workloads.ts'

/** How long a pod of a workload may take, in milliseconds. */
export interface Patience {
  /** From its creation until it is ready. */
  readonly toBeReadyMs: number
  /** From the start of its processes until it passes its probe. */
  readonly toAnswerMs: number
}

/** By the probes, and by what the pods needed that are ready now: a process that takes more than twice as long does not only start. */
export function patienceWith(workload: WorkloadState, { groups }: Pods): Patience {
  const toBeReadyMs = startUpMs(workload)
  const isGranted = workload.containers.some(({ probes }) => probes.startup !== null)
  const usual = groups.flatMap((group) =>
    group.workload === workload.workload && group.isReady ? (group.readyInMs ?? []) : [],
  )
  if (isGranted || usual.length === 0) return { toBeReadyMs, toAnswerMs: toBeReadyMs }
  const delays = workload.containers.map(({ probes }) => (probes.readiness?.initialDelaySeconds ?? 0) * 1000)
  const learnedMs = Math.max(leastMs, 2 * Math.max(...usual) + marginMs, Math.max(0, ...delays) + leastMs)
  return { toBeReadyMs, toAnswerMs: Math.min(toBeReadyMs, learnedMs) }
}

/** Two starts of one process differ by this much where the node is busy; a rollout makes it so. */
const marginMs = 5_000
const leastMs = 15_000
