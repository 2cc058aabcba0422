import type { Sightings } from '../core/cause.ts'
import { durationText } from '../core/duration-text.ts'
import type { Remedy } from '../core/remedy.ts'
import { nodeKey, type Target } from '../core/target.ts'
import type { Topology } from '../core/topology.ts'
import { seenOf } from '../facts/kubernetes/asked.ts'
import { type AutoscalerState, autoscaling } from '../facts/kubernetes/autoscaling.ts'
import { scalingsIn, traces } from '../facts/kubernetes/traces.ts'
import { byKubectl } from './kubectl.ts'

/** A workload that was given more pods shortly before, each of which needs what is scarce. */
export interface GrownService {
  readonly service: Target
  readonly workload: string
  readonly from: number
  readonly to: number
  readonly agoMs: number
  readonly autoscaler: AutoscalerState | undefined
}

export const grownReads = { traces, autoscaling } as const

/** What became scarce with more pods did so within this time of their start, in milliseconds. */
const lately = 30 * 60_000

/** The workload above this node that grew most in the last half hour. */
export function grownService(
  node: Target,
  seen: Sightings<typeof grownReads>,
  topology: Topology,
): GrownService | undefined {
  const grown = seen.traces
    .filter(({ target }) => topology.dependsOn(target, node))
    .flatMap(({ target: service, value }) => {
      const ups = scalingsIn(value).filter(({ from, to, agoMs }) => to > from && agoMs <= lately)
      const scalers = seen.autoscaling.find(({ target }) => nodeKey(target) === nodeKey(service))
      return [...Map.groupBy(ups, ({ workload }) => workload)].map(([workload, steps]) => ({
        ...{ service, workload },
        from: Math.min(...steps.map(({ from }) => from)),
        to: Math.max(...steps.map(({ to }) => to)),
        agoMs: Math.max(...steps.map(({ agoMs }) => agoMs)),
        autoscaler: scalers && seenOf(scalers.value.autoscalers)?.find((each) => each.workload === workload),
      }))
    })
  return grown.toSorted((left, right) => right.to - right.from - (left.to - left.from))[0]
}

/** `deployment/user-service was scaled from 2 to 6 pods 40 s before` */
export function growthText({ workload, from, to, agoMs }: GrownService): string {
  return `${workload} was scaled from ${from} to ${to} pods ${durationText(agoMs)} before`
}

/** As many pods as before; where an autoscaler decides, it must not start more. */
export function shrink({ service, workload, from, autoscaler }: GrownService, topology: Topology): Remedy {
  const { words, what } = wordsTo(Math.max(1, from), workload, autoscaler)
  return byKubectl(service, topology, words, {
    risk: 'low',
    summary: `${what} as before, until there is room for more; a restart would need connections for old and new pods at once`,
  })
}

function wordsTo(pods: number, workload: string, autoscaler: AutoscalerState | undefined) {
  if (autoscaler === undefined)
    return { words: ['scale', workload, `--replicas=${pods}`], what: `run ${pods} pods of ${workload}` }
  const patch = JSON.stringify({ spec: { minReplicas: Math.min(pods, autoscaler.min), maxReplicas: pods } })
  return {
    words: ['patch', 'hpa', autoscaler.name, '--type', 'merge', '-p', patch],
    what: `let the autoscaler ${autoscaler.name} run at most ${pods} pods of ${workload}`,
  }
}
