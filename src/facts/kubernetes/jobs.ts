import type { ServiceInCluster } from '../../clients/kubernetes/client.ts'
import { defineFacts } from '../../core/facts.ts'
import { mask } from '../../core/mask.ts'
import { type CronJob, cronJobs, type Job, jobs } from './objects/job.ts'
import { pods } from './objects/pod.ts'
import { workloadsOf } from './own.ts'
import { groupPods, type PodGroup } from './pod-groups.ts'
import { conditionOf } from './rollout.ts'

/** The jobs of a service: hooks of its releases, its CronJobs with their last runs, and jobs that it consists of. */
export interface Jobs {
  readonly jobs: readonly JobState[]
  readonly cronJobs: readonly CronJobState[]
}

export interface JobState {
  readonly name: string
  /** `pre-install,pre-upgrade`; null where it is no hook. */
  readonly hook: string | null
  readonly state: 'running' | 'complete' | 'failed' | 'suspended'
  /** `BackoffLimitExceeded`, `DeadlineExceeded`; null where it did not fail. */
  readonly reason: string | null
  readonly message: string | null
  readonly ageMs: number
  readonly endedMs: number | null
  readonly failedPods: number
  /** Of those that failed, or wait for a pod that does not come. */
  readonly pods: readonly PodGroup[]
}

export interface CronJobState {
  readonly name: string
  readonly schedule: string
  readonly isSuspended: boolean
  readonly lastScheduledMs: number | null
  readonly lastSucceededMs: number | null
  /** Finished runs that are still kept, newest first. */
  readonly runs: readonly JobState[]
}

export const serviceJobs = defineFacts<Jobs, ServiceInCluster>({
  id: 'kubernetes.jobs',
  system: 'kubernetes',
  cost: 'cheap',
  async collect(client) {
    const { cluster, namespace, workloads } = client
    const scheduled = workloads.filter(({ kind }) => kind === 'CronJob')
    const [all, timed, instances] = await Promise.all([
      cluster.list(jobs, { namespace }),
      scheduled.length === 0 ? [] : cluster.list(cronJobs, { namespace }),
      instancesOf(client),
    ])
    const own = all.filter((job) => isPart(job, client) || (job.hook !== null && isHookOf(job, client, instances)))
    return {
      jobs: await Promise.all(latestOfEach(own).map((job) => withPods(job, client))),
      cronJobs: await Promise.all(
        timed
          .filter(({ uid }) => scheduled.some((each) => each.uid === uid))
          .map((cronJob) => withRuns(cronJob, all, client)),
      ),
    }
  },
})

/** The label by which the parts of one installation know each other: https://kubernetes.io/docs/concepts/overview/working-with-objects/common-labels/ */
const instanceLabel = 'app.kubernetes.io/instance'

async function instancesOf(client: ServiceInCluster): Promise<ReadonlySet<string>> {
  return new Set((await workloadsOf(client)).flatMap(({ labels }) => labels[instanceLabel] ?? []))
}

function isPart({ uid }: Job, { workloads }: ServiceInCluster): boolean {
  return workloads.some((workload) => workload.kind === 'Job' && workload.uid === uid)
}

/** Helm does not mark hooks as parts of their release: charts do, by label or by name. */
function isHookOf({ name, labels }: Job, { helmRelease }: ServiceInCluster, instances: ReadonlySet<string>): boolean {
  const instance = labels[instanceLabel]
  if (instance !== undefined) return instance === helmRelease || instances.has(instance)
  return helmRelease !== null && (name === helmRelease || name.startsWith(`${helmRelease}-`))
}

/** Of jobs that are called alike but for a number or a hash at the end, the last one counts. */
function latestOfEach(all: readonly Job[]): readonly Job[] {
  const families = Map.groupBy(all, ({ name, hook }) => `${hook} ${name.replace(/(-?[0-9a-f]*\d[0-9a-f]*)+$/, '')}`)
  return [...families.values()].map((family) =>
    family.reduce((latest, job) => (job.createdAgoMs < latest.createdAgoMs ? job : latest)),
  )
}

/** So many finished runs of a CronJob are told of. */
const runsKept = 3

async function withRuns(cronJob: CronJob, all: readonly Job[], client: ServiceInCluster): Promise<CronJobState> {
  const { name, schedule, isSuspended, lastScheduledAgoMs, lastSucceededAgoMs } = cronJob
  const finished = all
    .filter((job) => job.owner?.uid === cronJob.uid && ['complete', 'failed'].includes(stateOf(job)))
    .toSorted((left, right) => left.createdAgoMs - right.createdAgoMs)
    .slice(0, runsKept)
  return {
    ...{ name, schedule, isSuspended, lastScheduledMs: lastScheduledAgoMs, lastSucceededMs: lastSucceededAgoMs },
    runs: await Promise.all(finished.map((job, index) => (index === 0 ? withPods(job, client) : described(job, [])))),
  }
}

/** Pods are asked for only where the job has something to explain. */
async function withPods(job: Job, { cluster, namespace }: ServiceInCluster): Promise<JobState> {
  const state = stateOf(job)
  if (job.selector === '' || (state !== 'failed' && state !== 'running')) return described(job, [])
  const own = await cluster.list(pods, { namespace, labelSelector: job.selector })
  const of = { kind: 'Job', name: job.name, uid: job.uid, selector: job.selector } as const
  return described(job, groupPods(own.map((pod) => ({ pod, of }))))
}

function described(job: Job, own: readonly PodGroup[]): JobState {
  const failure = conditionOf(job, 'Failed')
  const isFailed = failure?.status === 'True'
  return {
    ...{ name: job.name, hook: job.hook, state: stateOf(job), ageMs: job.createdAgoMs, failedPods: job.failed },
    reason: isFailed ? failure.reason : null,
    message: isFailed ? mask(failure.message) : null,
    endedMs: isFailed ? failure.changedAgoMs : job.completedAgoMs,
    pods: own,
  }
}

function stateOf(job: Job): JobState['state'] {
  if (conditionOf(job, 'Failed')?.status === 'True') return 'failed'
  if (job.completedAgoMs !== null || conditionOf(job, 'Complete')?.status === 'True') return 'complete'
  return job.isSuspended ? 'suspended' : 'running'
}
