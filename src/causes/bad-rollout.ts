import { type CauseView, type Conclusion, defineCause } from '../core/cause.ts'
import type { Change } from '../core/change.ts'
import type { Finding } from '../core/finding.ts'
import type { Remedy } from '../core/remedy.ts'
import { earliest } from '../core/since.ts'
import { nodeKey, type Target } from '../core/target.ts'
import { badRolloutOf } from './bad-rollout-on-cluster.ts'
import { complaintsAbout, voices } from './complaints.ts'
import { oncePerFault } from './one-release.ts'
import { podFailureChecks } from './pod-failures.ts'
import { reasonsOf } from './reasons.ts'
import { rollBack } from './service-remedies.ts'
import { failures, services, symptomChecks } from './service-symptoms.ts'
import { type WorkloadContext, workloadContexts, workloadReads } from './workload-context.ts'
import { rollBackWorkload } from './workload-remedies.ts'

const checks = ['logs.error-burst', ...symptomChecks, ...voices, ...podFailureChecks] as const

type View = CauseView<(typeof checks)[number]>

/** The pods of a new template do not come up; or errors that nobody knew began with a release, and no dependency is complained of. Coincidence in time alone is never sure. */
export const badRollout = defineCause({
  id: 'bad-rollout',
  reads: workloadReads,
  weighs: [...checks],
  conclude(seen, view) {
    const contexts = workloadContexts(seen)
    return services(view).flatMap((service) => {
      const own = contexts.filter((context) => nodeKey(context.service) === nodeKey(service))
      const stuck = own.flatMap((context) => badRolloutOf(context, dependenciesBlamed(service, view), view))
      return stuck.length > 0 ? oncePerFault(stuck) : ofService(service, own, view)
    })
  },
})

/** How long after a release its errors may begin, and how much the times of both may be off, in milliseconds. */
const reach = { after: 30 * 60_000, tolerance: 60_000 }

function ofService(service: Target, workloads: readonly WorkloadContext[], view: View): readonly Conclusion[] {
  const errors = view.findingsOn(service, 'logs.error-burst')
  const symptoms = failures(service, view)
  const onset = earliest([...errors, ...symptoms].map((finding) => finding.since)).at ?? view.now
  const release = changesBefore(service, onset, view).at(-1)
  if (symptoms.length === 0 || release === undefined) return []
  const grounds = [...errors, ...symptoms]
  const blamed = dependenciesBlamed(service, view)
  const isNewCode = release.kind === 'release'
  // A restart beside the failure of a dependency is a coincidence.
  if (!isNewCode && blamed.length > 0) return []
  return [
    {
      target: service,
      summary: `${service.name} fails since ${release.kind === 'release' ? `its release: ${release.summary}` : 'it was restarted'}`,
      because: [...reasonsOf(grounds), { text: release.summary, changes: [release] }],
      explains: grounds,
      ...(blamed.length > 0 && {
        contradictedBy: blamed.map((finding) => `it complains of a dependency: ${finding.summary}`),
      }),
      confidence: confidence(isNewCode, errors, blamed),
      remedies: [remedyFor(service, workloads, view)],
    },
  ]
}

/** Where the service runs on a cluster, the workload that was rolled out last goes back. */
function remedyFor(service: Target, workloads: readonly WorkloadContext[], view: View): Remedy {
  const age = ({ history }: WorkloadContext) => history?.rolledOutMs ?? Number.POSITIVE_INFINITY
  const [last] = workloads.toSorted((left, right) => age(left) - age(right))
  return last === undefined
    ? rollBack(service, view.topology, `go back to the release before`)
    : rollBackWorkload(last, view.topology)
}

function confidence(isNewCode: boolean, errors: readonly Finding[], blamed: readonly Finding[]) {
  if (blamed.length > 0 || !isNewCode) return 'low'
  return errors.length > 0 ? 'high' : 'medium'
}

/** Releases count before restarts: they say more. */
function changesBefore(service: Target, onset: number, view: View): readonly Change[] {
  const near = view.changes.filter(
    (change) =>
      nodeKey(change.target) === nodeKey(service) &&
      change.at <= onset + reach.tolerance &&
      onset - change.at <= reach.after,
  )
  const releases = near.filter(({ kind }) => kind === 'release')
  return releases.length > 0 ? releases : near.filter(({ kind }) => kind === 'restart')
}

function dependenciesBlamed(service: Target, view: View): readonly Finding[] {
  const blamed = new Set(view.topology.dependencies(service).flatMap(({ target }) => complaintsAbout(target, view)))
  return view.findings(...voices).filter((finding) => blamed.has(finding))
}
