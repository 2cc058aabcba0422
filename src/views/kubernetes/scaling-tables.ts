import type { TableDraft } from '../../core/table.ts'
import type { Asked } from '../../facts/kubernetes/asked.ts'
import type { AutoscalerState, Autoscaling, BudgetState } from '../../facts/kubernetes/autoscaling.ts'
import type { ScalingMetric } from '../../facts/kubernetes/objects/autoscaler.ts'

/** Who changes the number of pods, and how many may be missing for maintenance. */
export function scalingTables({ autoscalers, budgets }: Autoscaling): readonly TableDraft[] {
  return [
    {
      ...titled(autoscalers, 'autoscaler'),
      columns: [
        { id: 'autoscaler', label: 'autoscaler', kind: 'text', importance: 'key', shorten: 'middle' },
        { id: 'current', label: 'pods', kind: 'count', importance: 'key' },
        { id: 'desired', label: 'desired', kind: 'count', importance: 'key' },
        { id: 'min', label: 'min', kind: 'count', importance: 'key' },
        { id: 'max', label: 'max', kind: 'count', importance: 'key' },
        { id: 'metrics', label: 'metrics', kind: 'text' },
        { id: 'says', label: 'says', kind: 'text' },
        { id: 'lastScaled', label: 'scaled', kind: 'age', importance: 'extra' },
        { id: 'workload', label: 'workload', kind: 'text', importance: 'extra', shorten: 'middle' },
      ],
      rows: 'seen' in autoscalers ? autoscalers.seen.map(autoscalerRow) : [],
    },
    {
      ...titled(budgets, 'disruption budget'),
      columns: [
        { id: 'budget', label: 'budget', kind: 'text', importance: 'key', shorten: 'middle' },
        { id: 'allowed', label: 'may be evicted', kind: 'count', importance: 'key' },
        { id: 'healthy', label: 'healthy', kind: 'count', importance: 'key' },
        { id: 'needed', label: 'needed', kind: 'count', importance: 'key' },
        { id: 'pods', label: 'pods', kind: 'count' },
        { id: 'rule', label: 'rule', kind: 'text' },
        { id: 'workloads', label: 'workloads', kind: 'text', importance: 'extra', shorten: 'middle' },
      ],
      rows: 'seen' in budgets ? budgets.seen.map(budgetRow) : [],
    },
  ]
}

/** What may not be seen is not the same as what is not there. */
function titled(part: Asked<readonly unknown[]>, what: string): Pick<TableDraft, 'title' | 'notes' | 'total'> {
  if ('seen' in part) {
    const { length } = part.seen
    return { title: length === 0 ? `no ${what}` : length === 1 ? `one ${what}` : `${length} ${what}s` }
  }
  const { reason, grant } = part.unasked
  return { title: `${what}s are not known: ${reason}`, total: null, notes: grant === undefined ? [] : [grant] }
}

function autoscalerRow(scaler: AutoscalerState) {
  const { name, workload, min, max, current, desired, metrics, lastScaledAgoMs } = scaler
  const says = saysOf(scaler)
  return {
    ...{ autoscaler: name, workload, min, max, current, desired, metrics: metrics.map(metricText).join(', ') },
    ...(lastScaledAgoMs !== null && { lastScaled: lastScaledAgoMs }),
    ...(says !== null && { says }),
  }
}

/** What keeps it from its work; a workload of 0 pods switches it off. */
function saysOf({ ableToScale, active, limited, wanted }: AutoscalerState): string | null {
  if (wanted === 0) return 'switched off: the workload is scaled to 0'
  const trouble = [ableToScale, active].find((condition) => condition?.status === 'False')
  if (trouble) return trouble.message
  return limited?.status === 'True' ? limited.message : null
}

function metricText({ name, measure, target, current }: ScalingMetric): string {
  const unit = measure === 'utilization' ? ' %' : ''
  return `${name} ${current === null ? '?' : plain(current)} of ${plain(target)}${unit}`
}

function plain(value: number): string {
  return String(Math.round(value * 1000) / 1000)
}

function budgetRow(budget: BudgetState) {
  const { name, workloads, allowed, currentHealthy, desiredHealthy, expectedPods, minAvailable, maxUnavailable } =
    budget
  const rule =
    minAvailable !== null ? `at least ${minAvailable} available` : `at most ${maxUnavailable ?? 1} unavailable`
  return {
    ...{ budget: name, allowed, healthy: currentHealthy, needed: desiredHealthy, pods: expectedPods, rule },
    workloads: workloads.join(', '),
  }
}
