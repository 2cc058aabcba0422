import type { CauseView, Sightings } from '../core/cause.ts'
import { textIn } from '../core/evidence.ts'
import type { Finding } from '../core/finding.ts'
import { nodeKey, type Target } from '../core/target.ts'
import { type Release, release } from '../facts/helm/release.ts'
import type { History } from '../facts/kubernetes/history.ts'
import { network } from '../facts/kubernetes/network.ts'
import { workloadPart } from '../facts/kubernetes/part-of.ts'
import { revisions } from '../facts/kubernetes/revisions.ts'
import { type WorkloadState, workloads } from '../facts/kubernetes/workloads.ts'

/** What causes that lie in a workload read; only the first is needed. */
export const workloadReads = { workloads, revisions, release, network } as const

/** One workload of one service, with all that is known of it. */
export interface WorkloadContext {
  readonly service: Target
  readonly state: WorkloadState
  readonly history: History | undefined
  readonly release: Release | undefined
  /** A Service leads callers to it. */
  readonly isServing: boolean
  /** What a conclusion about it is about: the service, or the workload where there are several. */
  readonly target: Target
}

export function workloadContexts(seen: Sightings<typeof workloadReads>): readonly WorkloadContext[] {
  return seen.workloads.flatMap(({ target: service, value: { workloads: all } }) => {
    const histories = of(service, seen.revisions)?.histories ?? []
    const helm = of(service, seen.release) ?? undefined
    const serving = new Set(of(service, seen.network)?.services.flatMap((each) => each.workloads))
    return all.map((state) => ({
      service,
      state,
      history: histories.find(({ workload }) => workload === state.workload),
      release: helm,
      isServing: serving.has(state.name),
      target: all.length === 1 ? service : workloadPart(service, state.workload),
    }))
  })
}

/** Findings of these checks about this workload. */
export function findingsOf<CheckId extends string>(
  { service, state }: WorkloadContext,
  view: CauseView<CheckId>,
  ...checks: readonly CheckId[]
): readonly Finding[] {
  return view.findingsOn(service, ...checks).filter((finding) => textIn(finding, 'workload') === state.workload)
}

function of<Value>(service: Target, seen: readonly { readonly target: Target; readonly value: Value }[]) {
  return seen.find(({ target }) => nodeKey(target) === nodeKey(service))?.value
}
