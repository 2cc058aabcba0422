import type { ServiceInCluster } from '../../clients/kubernetes/client.ts'
import { CannotAsk, defineFacts } from '../../core/facts.ts'
import type { Pod } from './objects/pod.ts'
import { type PodMetrics, podMetrics } from './objects/pod-metrics.ts'
import type { Resources } from './objects/pod-template.ts'
import { podsOf } from './own.ts'
import { workloadName, workloadOfPod } from './pod-owner.ts'

/** What the containers of a service use, as metrics-server measured it over some seconds; null where none is installed. */
export interface Usage {
  readonly measured: Measured | null
}

export interface Measured {
  readonly pods: number
  /** Of the containers that use most of what they may, at most 100. */
  readonly containers: readonly ContainerUsage[]
  /** Of all pods, by workload and container. */
  readonly groups: readonly UsageGroup[]
}

/** What one container of a workload uses in all its pods together; null where it was measured, or is set, of none. */
export interface UsageGroup {
  readonly workload: string | null
  readonly container: string
  readonly pods: number
  readonly used: Resources
  readonly requests: Resources
  readonly limits: Resources
  /** The share of its limit that the pod uses which uses most of it; null without a limit. */
  readonly highest: Resources
}

export interface ContainerUsage {
  readonly pod: string
  readonly workload: string | null
  readonly container: string
  readonly isMain: boolean
  /** Cores and bytes. */
  readonly used: Resources
  readonly requests: Resources
  readonly limits: Resources
  /** How old the measurement is. */
  readonly ageMs: number | null
}

/** CPU and memory that the containers of a service use. */
export const usage = defineFacts<Usage, ServiceInCluster>({
  id: 'kubernetes.usage',
  system: 'kubernetes',
  cost: 'cheap',
  async collect(client) {
    const { cluster } = client
    if (!(await cluster.serves(podMetrics.group, podMetrics.version, podMetrics.resource))) return { measured: null }
    const [metrics, pods] = await Promise.all([metricsOf(client), podsOf(client)])
    if (metrics === null) return { measured: null }
    const byName = new Map(pods.map((pod) => [pod.name, pod]))
    const measured = metrics.flatMap((each) => {
      const pod = byName.get(each.name)
      return pod === undefined ? [] : [{ each, pod }]
    })
    const containers = measured.flatMap(({ each, pod }) => usageOf(each, pod, client))
    const highest = containers.toSorted((left, right) => pressure(right) - pressure(left)).slice(0, 100)
    return { measured: { pods: measured.length, containers: highest, groups: groupsOf(containers) } }
  },
})

/** The share of its limit that is used; null without a limit or a measurement. */
export function shareOf({ used, limits }: ContainerUsage, of: 'cpu' | 'memory'): number | null {
  const [amount, limit] = [used[of], limits[of]]
  return amount === null || limit === null || limit === 0 ? null : amount / limit
}

function groupsOf(containers: readonly ContainerUsage[]): readonly UsageGroup[] {
  return [...Map.groupBy(containers, ({ workload, container }) => `${workload} ${container}`).values()].flatMap(
    (alike) => {
      const [first] = alike
      if (first === undefined) return []
      const sums = (of: 'used' | 'requests' | 'limits') => ({
        cpu: sum(alike.map((each) => each[of].cpu)),
        memory: sum(alike.map((each) => each[of].memory)),
      })
      const highest = {
        cpu: most(alike.map((each) => shareOf(each, 'cpu'))),
        memory: most(alike.map((each) => shareOf(each, 'memory'))),
      }
      const { workload, container } = first
      const [used, requests, limits] = [sums('used'), sums('requests'), sums('limits')]
      return { workload, container, pods: alike.length, used, requests, limits, highest }
    },
  )
}

function sum(amounts: readonly (number | null)[]): number | null {
  const known = amounts.filter((each) => each !== null)
  return known.length === 0 ? null : known.reduce((total, each) => total + each, 0)
}

function most(shares: readonly (number | null)[]): number | null {
  const known = shares.filter((each) => each !== null)
  return known.length === 0 ? null : Math.max(...known)
}

function pressure(usage: ContainerUsage): number {
  return Math.max(shareOf(usage, 'cpu') ?? 0, shareOf(usage, 'memory') ?? 0)
}

/** Null where the API is there and nobody stands behind it: `cluster.api-unavailable` tells of that. */
async function metricsOf({ cluster, namespace, workloads }: ServiceInCluster): Promise<readonly PodMetrics[] | null> {
  const selectors = new Set(workloads.flatMap(({ selector }) => selector ?? []))
  try {
    const lists = await Promise.all(
      [...selectors].map((labelSelector) => cluster.list(podMetrics, { namespace, labelSelector })),
    )
    return lists.flat()
  } catch (error) {
    if (error instanceof CannotAsk && error.unasked.kind !== 'forbidden') return null
    throw error
  }
}

function usageOf(metrics: PodMetrics, pod: Pod, { workloads }: ServiceInCluster): readonly ContainerUsage[] {
  const workload = workloadOfPod(pod, workloads)
  return metrics.containers.flatMap(({ name, cpu, memory }) => {
    const container = pod.containers.find((each) => each.name === name)
    if (container === undefined) return []
    const { isMain, requests, limits } = container
    return [
      {
        ...{ pod: pod.name, workload: workload === undefined ? null : workloadName(workload), container: name, isMain },
        ...{ used: { cpu, memory }, requests, limits, ageMs: metrics.ageMs },
      },
    ]
  })
}
