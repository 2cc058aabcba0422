import type { ServiceInCluster } from '../../clients/kubernetes/client.ts'
import { defineFacts } from '../../core/facts.ts'
import { mask } from '../../core/mask.ts'
import { type Manager, managerOf } from './manager.ts'
import type { ContainerRole, ContainerSpec, Probe, Resources } from './objects/pod-template.ts'
import type { Workload } from './objects/workload.ts'
import { workloadsOf } from './own.ts'
import { workloadName } from './pod-owner.ts'
import { conditionOf, type Rollout, rolloutOf } from './rollout.ts'

/** The state of what keeps the pods of a service running. */
export interface Workloads {
  readonly workloads: readonly WorkloadState[]
}

export interface WorkloadState extends Counts {
  /** `deployment/user-service`. */
  readonly workload: string
  readonly kind: Workload['kind']
  readonly name: string
  readonly createdAgoMs: number
  readonly rollout: Rollout
  readonly revision: number | null
  /** Of a StatefulSet and a Rollout: the hash on the pods of the latest template. */
  readonly updateRevision: string | null
  readonly strategy: string
  readonly maxUnavailable: number | string | null
  readonly progressDeadlineSeconds: number | null
  /** How long it has had fewer available pods than its strategy allows; null where it has enough, or nobody tells. */
  readonly unavailableForMs: number | null
  /** Why its controller cannot create pods; null where it can, as far as the object says. */
  readonly refused: { readonly message: string; readonly ageMs: number | null } | null
  readonly manager: Manager
  readonly containers: readonly ContainerOutline[]
}

export type Counts = Pick<Workload, 'wanted' | 'replicas' | 'updated' | 'ready' | 'available'>

/** What checks need of a container's template: no commands and no environment. */
export interface ContainerOutline {
  readonly name: string
  readonly role: ContainerRole
  readonly isMain: boolean
  readonly image: string
  readonly requests: Resources
  readonly limits: Resources
  readonly ports: readonly { readonly name: string | null; readonly port: number }[]
  readonly probes: { readonly [Which in keyof ContainerSpec['probes']]: Probe | null }
}

export const workloads = defineFacts<Workloads, ServiceInCluster>({
  id: 'kubernetes.workloads',
  system: 'kubernetes',
  cost: 'cheap',
  collect: async (client) => ({ workloads: (await workloadsOf(client)).map(stateOf) }),
})

/** How long a pod may take from its creation until it is ready, by its probes, in milliseconds; at least what a usual one needs. */
export function startUpMs({ containers }: Pick<WorkloadState, 'containers'>): number {
  const seconds = containers
    .filter(({ role }) => role !== 'init')
    .map(({ probes }) =>
      Math.max(patience(probes.startup), (probes.readiness?.initialDelaySeconds ?? 0) + usualSeconds),
    )
  return Math.min(longestSeconds, Math.max(usualSeconds, ...seconds)) * 1000
}

/** Pulling an image, starting a process, one or two probes: a minute is generous for most, and the default deadline of a rollout is the end of patience. */
const usualSeconds = 60
const longestSeconds = 600

function patience(probe: Probe | null): number {
  return probe === null ? 0 : usualSeconds + probe.initialDelaySeconds + probe.failureThreshold * probe.periodSeconds
}

function stateOf(workload: Workload): WorkloadState {
  const { kind, name, createdAgoMs, wanted, replicas, updated, ready, available, revision, updateRevision } = workload
  const { strategy, maxUnavailable, progressDeadlineSeconds } = workload
  const availability = conditionOf(workload, 'Available')
  const failure = conditionOf(workload, 'ReplicaFailure')
  return {
    ...{ workload: workloadName(workload), kind, name, createdAgoMs, wanted, replicas, updated, ready, available },
    ...{ revision, updateRevision, strategy, maxUnavailable, progressDeadlineSeconds },
    rollout: masked(rolloutOf(workload)),
    unavailableForMs: availability?.status === 'False' ? availability.changedAgoMs : null,
    refused: failure?.status === 'True' ? { message: mask(failure.message), ageMs: failure.changedAgoMs } : null,
    manager: managerOf(workload),
    containers: outlines(workload),
  }
}

function masked(rollout: Rollout): Rollout {
  return rollout.state === 'stuck' ? { ...rollout, message: mask(rollout.message) } : rollout
}

function outlines({ template }: Workload): readonly ContainerOutline[] {
  const apps = template.containers.filter(({ role }) => role === 'app')
  const named = template.annotations['kubectl.kubernetes.io/default-container']
  const main = apps.find(({ name }) => name === named) ?? apps[0]
  return template.containers.map((container) => {
    const { name, role, image, requests, limits, probes } = container
    const ports = container.ports.map(({ name, port }) => ({ name, port }))
    return { name, role, isMain: container === main, image, requests, limits, ports, probes }
  })
}
