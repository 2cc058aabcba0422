import { type ChangeDraft, type ChangeReading, defineChanges } from '../core/change.ts'
import type { Sighting } from '../core/look.ts'
import { type Autoscaling, autoscaling } from '../facts/kubernetes/autoscaling.ts'
import { scalerByHand, scalingsIn, type Traces, traces, type WorkloadTraces } from '../facts/kubernetes/traces.ts'

const byAutoscaler = defineChanges({
  id: 'kubernetes.autoscaling',
  reads: autoscaling,
  observe: ({ value, at }) =>
    scalersOf(value).flatMap(({ name, workload, lastScaledAgoMs, desired }) =>
      lastScaledAgoMs === null
        ? []
        : [
            {
              at: Math.round(at - lastScaledAgoMs),
              kind: 'scaling',
              summary: `the autoscaler ${name} scaled ${workload} to ${desired} pods`,
            },
          ],
    ),
})

/** What the controller did; whoever told it to says more. */
const steps = defineChanges({ id: 'kubernetes.scaling', reads: traces, isHearsay: true, observe: stepped })

/** Where the events are gone, or there never were any. */
const between = defineChanges({ id: 'kubernetes.scaling-between-looks', reads: traces, observe: scaledBetween })

/** Who changed the number of pods of a service. */
export const scalingChanges: readonly ChangeReading[] = [byAutoscaler, steps, between]

function scalersOf({ autoscalers }: Autoscaling) {
  return 'seen' in autoscalers ? autoscalers.seen : []
}

function stepped({ value, at }: Sighting<Traces>): readonly ChangeDraft[] {
  return scalingsIn(value).map(({ workload, from, to, agoMs }) => ({
    ...scaling(value.workloads.find((each) => each.workload === workload)),
    at: Math.round(at - agoMs),
    summary: `${workload} was scaled from ${from} to ${to} pods`,
  }))
}

function scaledBetween({ value, at, earlier }: Sighting<Traces>): readonly ChangeDraft[] {
  if (earlier === undefined) return []
  const told = scalingsIn(value).filter(({ agoMs }) => agoMs <= earlier.elapsedMs)
  return value.workloads.flatMap((now) => {
    const before = earlier.value.workloads.find(({ workload }) => workload === now.workload)
    if (before === undefined || before.wanted === now.wanted) return []
    if (told.some(({ workload }) => workload === now.workload)) return []
    const summary = `${now.workload} was scaled from ${before.wanted} to ${now.wanted} pods`
    return [{ ...scaling(now), at: at - earlier.elapsedMs, summary }]
  })
}

function scaling(now: WorkloadTraces | undefined): Pick<ChangeDraft, 'kind' | 'tool'> {
  const tool = now && scalerByHand(now)
  return { kind: 'scaling', ...(tool !== undefined && { tool }) }
}
