import { type CauseView, type Conclusion, defineCause } from '../core/cause.ts'
import { textIn } from '../core/evidence.ts'
import type { Finding } from '../core/finding.ts'
import type { Remedy } from '../core/remedy.ts'
import { nodeKey, type Target } from '../core/target.ts'
import type { Topology } from '../core/topology.ts'
import { latest } from '../facts/helm/history.ts'
import { saidBy, voices } from './complaints.ts'
import { inKubectlWords } from './kubectl.ts'
import { followsFromFailing, isMigration, podFailureChecks } from './pod-failures.ts'
import { reasonsOf } from './reasons.ts'
import { failures, services, symptomChecks } from './service-symptoms.ts'
import { findingsOf, type WorkloadContext, workloadContexts, workloadReads } from './workload-context.ts'

const checks = ['kubernetes.job-failed', ...symptomChecks, ...voices, ...podFailureChecks] as const

type View = CauseView<(typeof checks)[number]>

/** A hook of the release or an init container that migrates failed; or the service asks for a table or a column that the database does not have. */
export const migrationOrHookFailed = defineCause({
  id: 'migration-or-hook-failed',
  reads: workloadReads,
  weighs: [...checks],
  conclude(seen, view) {
    const contexts = workloadContexts(seen)
    return services(view).flatMap((service) => {
      const own = contexts.filter((context) => nodeKey(context.service) === nodeKey(service))
      return ofService(service, own, view)
    })
  },
})

function ofService(service: Target, workloads: readonly WorkloadContext[], view: View): readonly Conclusion[] {
  const failed = view.findingsOn(service, 'kubernetes.job-failed')
  const hooks = failed.filter((hook) => !isOvercome(hook, workloads, view))
  const isFelt = failures(service, view).length > 0
  // What a hook said that is history is history, too.
  const isPast = failed.length > hooks.length && !isFelt
  const complaints = isPast ? [] : saidBy(service, view, 'schema-mismatch')
  const migrating = workloads.flatMap((context) => {
    const found = findingsOf(context, view, 'kubernetes.init-failed').filter(isMigration)
    return found.length === 0 ? [] : [{ context, found }]
  })
  const grounds = [...hooks, ...migrating.flatMap(({ found }) => found), ...complaints]
  if (grounds.length === 0) return []
  // A Job that failed lies about until the next one: where nobody may read the history of the release, it may be over.
  const isTold =
    workloads.some(({ release }) => release !== undefined) || view.findingsOn(service, 'helm.failed').length > 0
  const isOnlyRecorded = hooks.length === grounds.length && !isTold && !isFelt
  const follows = migrating.flatMap(({ context }) => followsFromFailing(context, view))
  return [
    {
      target: service,
      summary: sentence(
        service,
        hooks,
        migrating.flatMap(({ found }) => found),
      ),
      because: reasonsOf(grounds),
      explains: [
        ...grounds,
        ...follows,
        ...(complaints.length > 0 ? failures(service, view) : []),
        ...(hooks.length > 0 ? view.findingsOn(service, 'helm.failed') : []),
      ],
      confidence: isOnlyRecorded ? 'medium' : 'high',
      remedies: remedies(service, hooks, migrating, view.topology),
    },
  ]
}

/** The newest revision is deployed, and came after the hook had failed. */
function isOvercome({ since }: Finding, workloads: readonly WorkloadContext[], view: View): boolean {
  if (since.accuracy === 'unknown') return false
  return workloads.some(({ release }) => {
    const newest = release === undefined ? undefined : latest(release)
    return newest?.status === 'deployed' && view.now - newest.ageMs > since.at
  })
}

function sentence({ name }: Target, hooks: readonly Finding[], migrating: readonly Finding[]): string {
  const [hook] = hooks
  if (hook !== undefined) return hook.summary
  const [init] = migrating
  if (init !== undefined) return `the migration before the start of ${name} fails: ${init.summary}`
  return `the schema of its database is not the one that ${name} expects`
}

interface Migrating {
  readonly context: WorkloadContext
  readonly found: readonly Finding[]
}

function remedies(
  service: Target,
  hooks: readonly Finding[],
  migrating: readonly Migrating[],
  topology: Topology,
): readonly Remedy[] {
  const logs = [
    ...hooks.map((hook) => [`job/${textIn(hook, 'job')}`, '--tail=50']),
    ...migrating.flatMap(({ context, found }) =>
      found.map((finding) => [context.state.workload, '-c', textIn(finding, 'container') ?? '', '--tail=50']),
    ),
  ]
  return [...logs.slice(0, 1).map((words) => lookAt(words, service, topology)), migrate(service)]
}

function lookAt(words: readonly string[], service: Target, topology: Topology): Remedy {
  const { kubectl } = topology.handles(service)
  const summary = 'read why it failed'
  if (kubectl === undefined)
    return {
      kind: 'manual',
      risk: 'none',
      summary: `${summary}: ${inKubectlWords(service, topology, 'logs', ...words)}`,
    }
  return { kind: 'command', command: [...kubectl, 'logs', ...words], mutates: false, risk: 'none', summary }
}

function migrate({ name }: Target): Remedy {
  return {
    kind: 'manual',
    risk: 'low',
    summary: `look which migration of the running release of ${name} did not run, or which change of the schema nobody announced, and run it or take it back; a roll back helps only if the release before fits the schema`,
  }
}
