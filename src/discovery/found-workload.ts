import type { WorkloadRef } from '../clients/kubernetes/client.ts'
import type { CronJob, Job } from '../facts/kubernetes/objects/job.ts'
import type { Meta, Owner } from '../facts/kubernetes/objects/meta.ts'
import type { Pod } from '../facts/kubernetes/objects/pod.ts'
import type { ContainerSpec, PodTemplate } from '../facts/kubernetes/objects/pod-template.ts'
import type { Workload } from '../facts/kubernetes/objects/workload.ts'
import { type DatabaseKind, databaseOfImage } from './database-image.ts'

/** One workload as discovery sees it. In memory only: its template holds environment values. */
export interface FoundWorkload {
  readonly ref: WorkloadRef
  readonly namespace: string
  readonly labels: Readonly<Record<string, string>>
  readonly annotations: Readonly<Record<string, string>>
  /** Who controls it, where somebody does: an operator's own object. */
  readonly owner: Owner | null
  /** Who wrote it last, by managedFields. */
  readonly writers: readonly string[]
  /** Null for a pod by itself, of which only the state is read. */
  readonly template: PodTemplate | null
  /** Labels that its pods carry. */
  readonly podLabels: Readonly<Record<string, string>>
  readonly paused: boolean
  /** A job that did its work, or gave up, some time ago. */
  readonly isOver: boolean
  /** What it serves to others, as far as its image or the ports in front of it tell; null for an application. */
  readonly database: DatabaseKind | null
}

/** A finished job is still worth a look for this long, in milliseconds: as long as events are kept by default. */
const recentMs = 3_600_000

export function ofWorkload(workload: Workload): FoundWorkload {
  const { kind, selector, template, paused } = workload
  return {
    ...common(workload, template),
    ref: { ...named(workload), kind, selector },
    ...{ paused, isOver: false, database: databaseOfImage(mainOf(template)?.image ?? '') },
  }
}

export function ofCronJob(job: CronJob): FoundWorkload {
  const ref = { ...named(job), kind: 'CronJob', selector: null } as const
  return { ...common(job, job.template), ref, paused: job.isSuspended, isOver: false, database: null }
}

export function ofJob(job: Job): FoundWorkload {
  const ended = job.conditions.find(({ type, status }) => /^(Complete|Failed)$/.test(type) && status === 'True')
  const endedAgoMs = ended && (job.completedAgoMs ?? ended.changedAgoMs)
  const isOver = endedAgoMs !== undefined && (endedAgoMs ?? Number.POSITIVE_INFINITY) > recentMs
  const ref = { ...named(job), kind: 'Job', selector: job.selector } as const
  return { ...common(job, job.template), ref, paused: job.isSuspended, isOver, database: null }
}

/** A pod that no workload of a known kind controls. */
export function ofPod(pod: Pod): FoundWorkload {
  const labels = Object.entries(pod.labels).map(([key, value]) => `${key}=${value}`)
  const selector = labels.length === 0 ? null : labels.join(',')
  const isOver = pod.phase === 'Succeeded' || pod.phase === 'Failed'
  const image = pod.containers.find(({ isMain }) => isMain)?.image ?? ''
  const ref = { ...named(pod), kind: 'Pod', selector } as const
  return { ...common(pod, null), ref, paused: false, isOver, database: databaseOfImage(image) }
}

/** `deployment/user-service`, as kubectl takes it. */
export function refText({ kind, name }: WorkloadRef): string {
  return `${kind.toLowerCase()}/${name}`
}

/** The container that the workload is about, by the annotation of kubectl, else the first that is neither init nor sidecar. */
export function mainContainer({ template }: FoundWorkload): ContainerSpec | undefined {
  return template === null ? undefined : mainOf(template)
}

function mainOf({ containers, annotations }: PodTemplate): ContainerSpec | undefined {
  const apps = containers.filter(({ role }) => role === 'app')
  const wanted = annotations['kubectl.kubernetes.io/default-container']
  return apps.find(({ name }) => name === wanted) ?? apps[0]
}

function named({ name, uid }: Meta): { name: string; uid: string } {
  return { name, uid }
}

function common(meta: Meta, template: PodTemplate | null) {
  const { namespace, labels, annotations, owner, writers } = meta
  const podLabels = template?.labels ?? labels
  return { namespace, labels, annotations, owner, template, podLabels, writers: writers.map(({ manager }) => manager) }
}
