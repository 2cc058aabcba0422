import { type ChangeDraft, type ChangeReading, defineChanges } from '../core/change.ts'
import { durationText } from '../core/duration-text.ts'
import type { Sighting } from '../core/look.ts'
import { part } from '../core/target.ts'
import { type Configuration, configuration, type ObjectUse } from '../facts/kubernetes/configuration.ts'
import { events } from '../facts/kubernetes/events.ts'
import type { History } from '../facts/kubernetes/history.ts'
import { type JobState, type Jobs, serviceJobs } from '../facts/kubernetes/jobs.ts'
import { type Revisions, revisions } from '../facts/kubernetes/revisions.ts'
import { type Traces, toolBehind, traces } from '../facts/kubernetes/traces.ts'

const rollouts = defineChanges({
  id: 'kubernetes.rollout',
  reads: revisions,
  beside: traces,
  observe: rolledOut,
})

const configured = defineChanges({ id: 'kubernetes.configuration', reads: configuration, observe: reconfigured })

const jobs = defineChanges({ id: 'kubernetes.jobs', reads: serviceJobs, observe: jobsEnded })

/** Beyond this the cluster has forgotten: https://kubernetes.io/docs/reference/command-line-tools-reference/kube-apiserver/ (--event-ttl). */
const eventLifeMs = 60 * 60_000

const forgotten = defineChanges({
  id: 'kubernetes.gap',
  reads: events,
  observe: ({ at }) => [
    {
      at: at - eventLifeMs,
      kind: 'gap',
      summary: 'events older than 1 h are gone: what came before shows only where objects still bear its traces',
    },
  ],
})

/** What became different about a service on a cluster: its releases, its configuration, its jobs. */
export const kubernetesChanges: readonly ChangeReading[] = [rollouts, configured, jobs, forgotten]

function rolledOut({ value, at }: Sighting<Revisions>, seen: Traces | undefined): readonly ChangeDraft[] {
  return value.histories.flatMap((history) => {
    const own = seen?.workloads.find(({ workload }) => workload === history.workload)
    return startsOf(history).map(({ agoMs, ...what }, index) => {
      const tool = own === undefined ? undefined : toolBehind(own, agoMs)
      const reason = index === 0 && own?.reason ? ` (${own.reason})` : ''
      return {
        ...what,
        at: Math.round(at - agoMs),
        summary: what.summary + reason,
        ...(tool !== undefined && { tool }),
      }
    })
  })
}

interface Start {
  readonly kind: 'release' | 'restart'
  readonly agoMs: number
  readonly summary: string
}

/** When each revision began to be rolled out, the latest first. One that was taken again keeps no trace of its first time. */
function startsOf({ workload, revisions, rolledOutMs, changes }: History): readonly Start[] {
  return revisions.flatMap((revision, index): Start[] => {
    const before = revisions[index + 1]
    const agoMs = index === 0 ? rolledOutMs : revision.servedMs === null ? null : revision.createdMs
    if (agoMs === null) return []
    if (before === undefined)
      return revision.revision === 1 ? [{ kind: 'release', agoMs, summary: `${workload} was created` }] : []
    if (index === 0 && before.sameAsLatest)
      return [
        { kind: 'restart', agoMs, summary: `${workload}: all pods were restarted (revision ${revision.revision})` },
      ]
    const differs = index === 0 ? changes : imagesChanged(before.images, revision.images)
    const what = differs.length === 0 ? '' : `: ${shortened(differs)}`
    return [{ kind: 'release', agoMs, summary: `${workload} rolled out revision ${revision.revision}${what}` }]
  })
}

type Images = Readonly<Record<string, string>>

function imagesChanged(before: Images, now: Images): readonly string[] {
  return Object.entries(now).flatMap(([container, image]) => {
    const was = before[container]
    return was === undefined || was === image ? [] : [`image of ${container}: ${was} -> ${image}`]
  })
}

const changesNamed = 3

function shortened(changes: readonly string[]): string {
  const more = changes.length - changesNamed
  return [...changes.slice(0, changesNamed), ...(more > 0 ? [`and ${more} more`] : [])].join(', ')
}

function reconfigured({ value, at }: Sighting<Configuration>): readonly ChangeDraft[] {
  return value.objects.flatMap((use) => {
    if (use.changedMs === null) return []
    return [
      {
        at: Math.round(at - use.changedMs),
        kind: 'configuration',
        summary: `${use.object} was changed${staleWords(use)}`,
        ...(use.changedBy !== null && { tool: use.changedBy }),
      },
    ]
  })
}

/** `; 2 of 3 pods of deployment/user-service still run with the old one` */
function staleWords({ uses }: ObjectUse): string {
  return uses
    .filter(({ stale }) => stale > 0)
    .map(({ workload, stale, running }) => `; ${stale} of ${running} pods of ${workload} still run with the old one`)
    .join('')
}

function jobsEnded({ value, at, target }: Sighting<Jobs>): readonly ChangeDraft[] {
  const runs = value.cronJobs.flatMap((cronJob) => cronJob.runs.filter(({ state }) => state === 'failed'))
  return [...value.jobs, ...runs].flatMap((job) => {
    const { name, endedMs, state } = job
    if (endedMs === null || (state !== 'complete' && state !== 'failed')) return []
    return [
      { at: Math.round(at - endedMs), kind: 'job', target: part(target, 'job', { job: name }), summary: endOf(job) },
    ]
  })
}

function endOf({ name, hook, state, reason, ageMs, endedMs }: JobState): string {
  const what = hook === null ? `job ${name}` : `${hook} hook ${name}`
  const took = ` after ${durationText(ageMs - (endedMs ?? 0))}`
  return state === 'complete'
    ? `${what} completed${took}`
    : `${what} failed${took}${reason === null ? '' : `: ${reason}`}`
}
