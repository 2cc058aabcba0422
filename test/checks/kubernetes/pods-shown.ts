import type { Observation } from '../../../src/core/facts.ts'
import type { InstanceFacts } from '../../../src/core/look.ts'
import type { ObjectUse } from '../../../src/facts/kubernetes/configuration.ts'
import type { ContainerSeen, End } from '../../../src/facts/kubernetes/container-seen.ts'
import type { EventGroup } from '../../../src/facts/kubernetes/events.ts'
import type { History, Revision } from '../../../src/facts/kubernetes/history.ts'
import type { JobState, Jobs } from '../../../src/facts/kubernetes/jobs.ts'
import type { Probe } from '../../../src/facts/kubernetes/objects/pod-template.ts'
import type { PodGroup } from '../../../src/facts/kubernetes/pod-groups.ts'
import type { ClaimUse } from '../../../src/facts/kubernetes/volumes.ts'
import type { ContainerOutline, WorkloadState } from '../../../src/facts/kubernetes/workloads.ts'
import { recordedAt } from '../../facts/kubernetes/recorded.ts'

export const MINUTE = 60_000
export const workload = 'deployment/user-service'
export const service = { system: 'service', cluster: 'test', namespace: 'users', kind: 'service', name: 'user-service' }

/** What one workload shows; what is left out is healthy: three ready pods that run for an hour. */
export interface PodsShown {
  readonly state?: Partial<WorkloadState>
  readonly groups?: readonly PodGroup[]
  readonly history?: Partial<History>
  readonly events?: readonly EventGroup[]
  readonly objects?: readonly ObjectUse[]
  readonly jobs?: Partial<Jobs>
  readonly claims?: readonly ClaimUse[]
}

export function shownFacts(shown: PodsShown = {}): InstanceFacts {
  const values = {
    'kubernetes.workloads': { workloads: [state(shown.state)] },
    'kubernetes.pods': { total: 3, groups: shown.groups ?? [ready(3)] },
    'kubernetes.revisions': { histories: [history(shown.history)] },
    'kubernetes.events': { groups: { seen: shown.events ?? [] } },
    'kubernetes.configuration': { objects: shown.objects ?? [] },
    'kubernetes.jobs': { jobs: [], cronJobs: [], ...shown.jobs },
    'kubernetes.volumes': { claims: shown.claims ?? [] },
  }
  const observations = Object.entries(values).map(([id, value]): [string, Observation] => [
    id,
    { at: recordedAt, value },
  ])
  return {
    ...{ system: 'kubernetes', target: service, vantage: 'cluster', identity: 'test' },
    observations: Object.fromEntries(observations),
  }
}

function state(more: Partial<WorkloadState> = {}): WorkloadState {
  return {
    ...{ workload, kind: 'Deployment', name: 'user-service', createdAgoMs: 600 * MINUTE },
    ...{ wanted: 3, replicas: 3, updated: 3, ready: 3, available: 3, revision: 2, updateRevision: null },
    ...{ rollout: { state: 'done' }, strategy: 'RollingUpdate', maxUnavailable: '25%', progressDeadlineSeconds: 600 },
    ...{ unavailableForMs: null, refused: null, manager: { by: 'nobody', name: null }, containers: [outline()] },
    ...more,
  }
}

export function outline(more: Partial<ContainerOutline> = {}): ContainerOutline {
  return {
    ...{ name: 'app', role: 'app', isMain: true, image: 'registry.example.com/user-service:2.3.0' },
    ...{ requests: { cpu: 0.1, memory: 2 ** 27 }, limits: { cpu: null, memory: 2 ** 28 } },
    ...{ ports: [{ name: 'http', port: 8080 }], probes: { liveness: null, readiness: null, startup: null } },
    ...more,
  }
}

export const httpProbe: Probe = {
  ...{ kind: 'http', path: '/health/ready', port: 8080, scheme: 'HTTP', initialDelaySeconds: 0 },
  ...{ periodSeconds: 10, timeoutSeconds: 1, failureThreshold: 3 },
}

export function container(more: Partial<ContainerSeen> = {}): ContainerSeen {
  return {
    ...{ name: 'app', role: 'app', isMain: true, image: 'registry.example.com/user-service:2.3.0' },
    ...{ state: 'running', reason: null, message: null, isReady: true, isStarted: true, restarts: 0 },
    ...{ runningMs: 60 * MINUTE, ended: null, imageFault: null, config: null },
    ...{ memoryLimit: 2 ** 28, memoryRequest: 2 ** 27 },
    ...more,
  }
}

export function ended(more: Partial<End> = {}): End {
  return { reason: 'Error', exitCode: 1, signal: null, ranMs: 2000, endedMs: 20_000, message: null, ...more }
}

/** Pods of the template `new`; another one by its hash. */
export function group(more: Partial<PodGroup> = {}): PodGroup {
  const count = more.count ?? 1
  return {
    ...{ workload, revision: 'new', count, nodes: ['node-1'], phase: 'Running', reason: null, message: null },
    ...{ names: Array.from({ length: Math.min(5, count) }, (_, index) => `user-service-new-${index}`) },
    ...{
      isReady: false,
      youngestMs: 20 * MINUTE,
      oldestMs: 20 * MINUTE,
      notReadyMs: { min: 5 * MINUTE, max: 5 * MINUTE },
      readyInMs: null,
    },
    ...{ leaving: null, unscheduled: null, claims: [], containers: [container({ isReady: false })] },
    ...more,
  }
}

export function ready(count: number, more: Partial<PodGroup> = {}): PodGroup {
  return group({ count, isReady: true, notReadyMs: null, oldestMs: 60 * MINUTE, containers: [container()], ...more })
}

/** A pod whose container has just fallen over again. */
export function crashing(count: number, more: Partial<PodGroup> = {}, end: Partial<End> = {}): PodGroup {
  const fallen = container({
    ...{ state: 'waiting', reason: 'CrashLoopBackOff', isReady: false, restarts: 4, runningMs: null },
    ended: ended(end),
  })
  return group({ count, containers: [fallen], ...more })
}

/** Revision 2 since ten minutes, revision 1 for ten hours before. */
export function history(more: Partial<History> = {}): History {
  const image = 'registry.example.com/user-service'
  return {
    workload,
    revisions: [
      revision({
        revision: 2,
        hash: 'new',
        servedMs: 10 * MINUTE,
        sameAsLatest: true,
        images: { app: `${image}:2.3.1` },
      }),
      revision({ revision: 1, hash: 'old', createdMs: 610 * MINUTE, servedMs: 600 * MINUTE }),
    ],
    rolledOutMs: 10 * MINUTE,
    changes: [`image of app: ${image}:2.3.0 -> ${image}:2.3.1`],
    ...more,
  }
}

export function revision(more: Partial<Revision> = {}): Revision {
  return {
    ...{ revision: 1, hash: 'old', createdMs: 10 * MINUTE, wanted: 3, available: 0, servedMs: null },
    ...{ sameAsLatest: false, images: { app: 'registry.example.com/user-service:2.3.0' } },
    ...more,
  }
}

export function event(more: Partial<EventGroup> = {}): EventGroup {
  return {
    ...{ workload, reason: 'Unhealthy', about: 'pod', objects: 1, names: ['user-service-new-0'], container: 'app' },
    ...{ probe: null, creation: null, mount: null, count: 5, firstMs: 5 * MINUTE, lastMs: 10_000, message: '' },
    ...more,
  }
}

export function object(more: Partial<ObjectUse> = {}): ObjectUse {
  return {
    ...{ object: 'config-map/settings', exists: true, unasked: null, missingKeys: [], optional: false },
    ...{ changedMs: 600 * MINUTE, changedBy: 'kubectl-edit', perhapsChangedMs: null },
    uses: [{ workload, containers: ['app'], how: ['environment'], stale: 0, running: 3 }],
    ...more,
  }
}

export function job(more: Partial<JobState> = {}): JobState {
  return {
    ...{ name: 'migrate-7', hook: 'pre-upgrade', state: 'failed', reason: 'BackoffLimitExceeded', message: null },
    ...{ ageMs: 6 * MINUTE, endedMs: 5 * MINUTE, failedPods: 1, pods: [] },
    ...more,
  }
}
