import type { Kind } from '../../../clients/kubernetes/client.ts'
import { flagAt, listAt, numberAt, textAt, valueAt } from '../../../core/json.ts'
import { agoOf, type Meta, readMeta } from './meta.ts'
import { type PodTemplate, readPodTemplate } from './pod-template.ts'
import { selectorText } from './selector.ts'
import { type Condition, readConditions } from './workload.ts'

export interface Job extends Meta {
  readonly selector: string
  /** `pre-upgrade,pre-install` of Helm, `PreSync` of Argo CD; null where it is no hook. */
  readonly hook: string | null
  readonly active: number
  readonly succeeded: number
  readonly failed: number
  readonly backoffLimit: number
  readonly isSuspended: boolean
  readonly startedAgoMs: number | null
  /** Null while it runs, and where it failed. */
  readonly completedAgoMs: number | null
  readonly conditions: readonly Condition[]
  readonly template: PodTemplate
}

export interface CronJob extends Meta {
  readonly schedule: string
  readonly isSuspended: boolean
  readonly active: number
  readonly lastScheduledAgoMs: number | null
  readonly lastSucceededAgoMs: number | null
  readonly template: PodTemplate
}

/** Jobs, as the API holds them. */
export const jobs: Kind<Job> = { group: 'batch', version: 'v1', resource: 'jobs', namespaced: true, read: readJob }
export const cronJobs: Kind<CronJob> = {
  group: 'batch',
  version: 'v1',
  resource: 'cronjobs',
  namespaced: true,
  read: readCronJob,
}

function readJob(raw: unknown, now: number): Job {
  const meta = readMeta(raw, now)
  return {
    ...meta,
    selector: selectorText(valueAt(raw, 'spec', 'selector')),
    hook: meta.annotations['helm.sh/hook'] ?? meta.annotations['argocd.argoproj.io/hook'] ?? null,
    active: numberAt(raw, 'status', 'active') ?? 0,
    succeeded: numberAt(raw, 'status', 'succeeded') ?? 0,
    failed: numberAt(raw, 'status', 'failed') ?? 0,
    backoffLimit: numberAt(raw, 'spec', 'backoffLimit') ?? 6,
    isSuspended: flagAt(raw, 'spec', 'suspend'),
    startedAgoMs: agoOf(textAt(raw, 'status', 'startTime'), now),
    completedAgoMs: agoOf(textAt(raw, 'status', 'completionTime'), now),
    conditions: readConditions(raw, now),
    template: readPodTemplate(valueAt(raw, 'spec', 'template')),
  }
}

function readCronJob(raw: unknown, now: number): CronJob {
  return {
    ...readMeta(raw, now),
    schedule: textAt(raw, 'spec', 'schedule') ?? '',
    isSuspended: flagAt(raw, 'spec', 'suspend'),
    active: listAt(raw, 'status', 'active').length,
    lastScheduledAgoMs: agoOf(textAt(raw, 'status', 'lastScheduleTime'), now),
    lastSucceededAgoMs: agoOf(textAt(raw, 'status', 'lastSuccessfulTime'), now),
    template: readPodTemplate(valueAt(raw, 'spec', 'jobTemplate', 'spec', 'template')),
  }
}
