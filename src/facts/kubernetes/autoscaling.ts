import type { ServiceInCluster } from '../../clients/kubernetes/client.ts'
import { defineFacts } from '../../core/facts.ts'
import { mask } from '../../core/mask.ts'
import { type Asked, asked, mapAsked, seenOf } from './asked.ts'
import { type Autoscaler, autoscalers, type ScalingMetric } from './objects/autoscaler.ts'
import { type DisruptionBudget, disruptionBudgets } from './objects/disruption-budget.ts'
import { selects } from './objects/label-selector.ts'
import { type ReplicaWriter, replicaWriters } from './objects/replica-writers.ts'
import type { Condition, Workload } from './objects/workload.ts'
import { workloadsOf } from './own.ts'
import { workloadName } from './pod-owner.ts'

/** Who changes the number of pods of a service, and how many may be missing for maintenance. */
export interface Autoscaling {
  readonly autoscalers: Asked<readonly AutoscalerState[]>
  readonly budgets: Asked<readonly BudgetState[]>
}

export interface AutoscalerState {
  readonly name: string
  /** `deployment/user-service`. */
  readonly workload: string
  readonly min: number
  readonly max: number
  readonly current: number
  readonly desired: number
  /** What the workload says itself; 0 switches the autoscaler off. */
  readonly wanted: number
  readonly lastScaledAgoMs: number | null
  readonly metrics: readonly ScalingMetric[]
  readonly ableToScale: ScalingCondition | null
  readonly active: ScalingCondition | null
  readonly limited: ScalingCondition | null
  /** Other autoscalers of the same workload. */
  readonly rivals: readonly string[]
  /** Who owns the number of replicas of the workload. */
  readonly replicaWriters: readonly ReplicaWriter[]
}

export interface ScalingCondition {
  readonly status: Condition['status']
  readonly reason: string
  readonly message: string
  readonly changedAgoMs: number | null
}

export interface BudgetState {
  readonly name: string
  readonly workloads: readonly string[]
  readonly allowed: number
  readonly currentHealthy: number
  readonly desiredHealthy: number
  readonly expectedPods: number
  readonly minAvailable: number | string | null
  readonly maxUnavailable: number | string | null
  readonly blockedAgoMs: number | null
}

/** Autoscalers and disruption budgets of the workloads of a service. */
export const autoscaling = defineFacts<Autoscaling, ServiceInCluster>({
  id: 'kubernetes.autoscaling',
  system: 'kubernetes',
  cost: 'cheap',
  async collect(client) {
    const { cluster, namespace } = client
    const [scalers, budgets, workloads] = await Promise.all([
      asked(cluster.list(autoscalers, { namespace })),
      asked(cluster.list(disruptionBudgets, { namespace })),
      workloadsOf(client),
    ])
    return {
      autoscalers: 'seen' in scalers ? { seen: await statesOf(scalers.seen, workloads, client) } : scalers,
      budgets: mapAsked(budgets, (list) => list.flatMap((budget) => budgetOf(budget, workloads))),
    }
  },
})

async function statesOf(
  list: readonly Autoscaler[],
  workloads: readonly Workload[],
  client: ServiceInCluster,
): Promise<readonly AutoscalerState[]> {
  const states = await Promise.all(
    workloads.map(async (workload) => {
      const own = list.filter((each) => scalesThis(each, workload))
      const writers = own.length === 0 ? [] : await writersOf(workload, client)
      return own.map((each) => stateOf(each, { workload, own, writers }))
    }),
  )
  return states.flat()
}

async function writersOf(
  { kind, name }: Workload,
  { cluster, namespace }: ServiceInCluster,
): Promise<readonly ReplicaWriter[]> {
  if (kind === 'DaemonSet' || kind === 'ReplicaSet') return []
  return seenOf(await asked(cluster.get(replicaWriters[kind], namespace, name))) ?? []
}

function scalesThis({ scales }: Autoscaler, { kind, name }: Workload): boolean {
  return scales.kind === kind && scales.name === name
}

interface Scaled {
  readonly workload: Workload
  readonly own: readonly Autoscaler[]
  readonly writers: readonly ReplicaWriter[]
}

function stateOf(scaler: Autoscaler, { workload, own, writers }: Scaled): AutoscalerState {
  const { name, min, max, current, desired, lastScaledAgoMs, metrics } = scaler
  const condition = (type: string) => conditionOf(scaler.conditions, type)
  return {
    ...{ name, min, max, current, desired, lastScaledAgoMs, metrics },
    workload: workloadName(workload),
    wanted: workload.wanted,
    ableToScale: condition('AbleToScale'),
    active: condition('ScalingActive'),
    limited: condition('ScalingLimited'),
    rivals: own.filter((other) => other !== scaler).map((other) => other.name),
    replicaWriters: writers,
  }
}

function conditionOf(conditions: readonly Condition[], type: string): ScalingCondition | null {
  const found = conditions.find((each) => each.type === type)
  if (found === undefined) return null
  const { status, reason, message, changedAgoMs } = found
  return { status, reason, message: mask(message), changedAgoMs }
}

function budgetOf(budget: DisruptionBudget, workloads: readonly Workload[]): readonly BudgetState[] {
  const { name, selector, allowed, currentHealthy, desiredHealthy, expectedPods } = budget
  const { minAvailable, maxUnavailable, blockedAgoMs } = budget
  const own = selector === null ? [] : workloads.filter(({ template }) => selects(selector, template.labels))
  if (own.length === 0) return []
  return [
    {
      ...{ name, allowed, currentHealthy, desiredHealthy, expectedPods, minAvailable, maxUnavailable, blockedAgoMs },
      workloads: own.map(workloadName),
    },
  ]
}
