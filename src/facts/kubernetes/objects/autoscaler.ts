import type { Kind } from '../../../clients/kubernetes/client.ts'
import { listAt, numberAt, textAt, valueAt } from '../../../core/json.ts'
import { agoOf, type Meta, readMeta } from './meta.ts'
import { readQuantity } from './quantity.ts'
import { type Condition, readConditions } from './workload.ts'

/** A HorizontalPodAutoscaler. */
export interface Autoscaler extends Meta {
  readonly scales: { readonly kind: string; readonly name: string }
  readonly min: number
  readonly max: number
  readonly current: number
  readonly desired: number
  readonly lastScaledAgoMs: number | null
  readonly metrics: readonly ScalingMetric[]
  readonly conditions: readonly Condition[]
}

/** One measure it scales by; `current` is null where it was not measured. */
export interface ScalingMetric {
  /** `cpu`, `memory`, or the name of another measure. */
  readonly name: string
  readonly source: string
  /** Percent of the requests for `utilization`, else an amount (cores, bytes or a plain number). */
  readonly measure: 'utilization' | 'average' | 'value'
  readonly target: number
  readonly current: number | null
}

/** Autoscalers, as the API holds them since Kubernetes 1.23. */
export const autoscalers: Kind<Autoscaler> = {
  group: 'autoscaling',
  version: 'v2',
  resource: 'horizontalpodautoscalers',
  namespaced: true,
  read: readAutoscaler,
}

function readAutoscaler(raw: unknown, now: number): Autoscaler {
  const spec = valueAt(raw, 'spec')
  const status = valueAt(raw, 'status')
  return {
    ...readMeta(raw, now),
    scales: {
      kind: textAt(spec, 'scaleTargetRef', 'kind') ?? '',
      name: textAt(spec, 'scaleTargetRef', 'name') ?? '',
    },
    min: numberAt(spec, 'minReplicas') ?? 1,
    max: numberAt(spec, 'maxReplicas') ?? 0,
    current: numberAt(status, 'currentReplicas') ?? 0,
    desired: numberAt(status, 'desiredReplicas') ?? 0,
    lastScaledAgoMs: agoOf(textAt(status, 'lastScaleTime'), now),
    metrics: metricsOf(listAt(spec, 'metrics'), listAt(status, 'currentMetrics')),
    conditions: readConditions(raw, now),
  }
}

function metricsOf(wanted: readonly unknown[], current: readonly unknown[]): readonly ScalingMetric[] {
  const measured = new Map(current.map((each) => [metricKey(each), each]))
  return wanted.flatMap((raw) => {
    const target = valueAt(body(raw), 'target')
    const field = fields.find(([name]) => valueAt(target, name) !== undefined)
    if (field === undefined) return []
    const [name, measure] = field
    const now = valueAt(body(measured.get(metricKey(raw))), 'current', name)
    return [
      {
        name: nameOf(raw),
        source: textAt(raw, 'type') ?? '',
        measure,
        target: readQuantity(valueAt(target, name)) ?? 0,
        current: readQuantity(now),
      },
    ]
  })
}

const fields = [
  ['averageUtilization', 'utilization'],
  ['averageValue', 'average'],
  ['value', 'value'],
] as const

const bodies: Readonly<Record<string, string>> = {
  Resource: 'resource',
  ContainerResource: 'containerResource',
  Pods: 'pods',
  Object: 'object',
  External: 'external',
}

/** Each source of a metric keeps its own under its own name. */
function body(raw: unknown): unknown {
  return valueAt(raw, bodies[textAt(raw, 'type') ?? ''] ?? '')
}

function nameOf(raw: unknown): string {
  return textAt(body(raw), 'name') ?? textAt(body(raw), 'metric', 'name') ?? ''
}

function metricKey(raw: unknown): string {
  return `${textAt(raw, 'type')} ${nameOf(raw)} ${textAt(body(raw), 'container') ?? ''}`
}
