import type { ServiceInCluster } from '../../clients/kubernetes/client.ts'
import { defineFacts } from '../../core/facts.ts'
import { type Asked, asked, mapAsked } from './asked.ts'
import { limitRanges, type RangeLimit } from './objects/limit-range.ts'
import type { Resources } from './objects/pod-template.ts'
import { type QuotaLimit, resourceQuotas } from './objects/resource-quota.ts'
import type { Workload } from './objects/workload.ts'
import { workloadsOf } from './own.ts'
import { workloadName } from './pod-owner.ts'

/** What the namespace of a service may use, and what the service still wants. */
export interface Quota {
  readonly quotas: Asked<readonly QuotaState[]>
  readonly ranges: Asked<readonly RangeState[]>
  readonly workloads: readonly Wanting[]
}

export interface QuotaState {
  readonly name: string
  readonly limits: readonly QuotaLimit[]
  readonly scopes: readonly string[]
}

export interface RangeState {
  readonly name: string
  readonly limits: readonly RangeLimit[]
}

/** A workload and the pods it lacks. */
export interface Wanting {
  readonly workload: string
  readonly wanted: number
  /** Pods that were created, ready or not. */
  readonly created: number
  /** What a quota refused, in its own numbers; null where none did. */
  readonly refused: Refusal | null
  /** What one more pod asks for; null: it asks for nothing, and a limit range may fill it in. */
  readonly perPod: { readonly requests: Resources; readonly limits: Resources }
}

export interface Refusal {
  readonly quota: string
  readonly resources: readonly RefusedResource[]
  readonly ageMs: number | null
}

export interface RefusedResource {
  readonly resource: string
  readonly requested: string
  readonly used: string
  readonly limited: string
}

/** Quotas and limit ranges of the namespace, and the pods that are not there because of them. */
export const quota = defineFacts<Quota, ServiceInCluster>({
  id: 'kubernetes.quota',
  system: 'kubernetes',
  cost: 'cheap',
  async collect(client) {
    const scope = { namespace: client.namespace }
    const [quotas, ranges, workloads] = await Promise.all([
      asked(client.cluster.list(resourceQuotas, scope)),
      asked(client.cluster.list(limitRanges, scope)),
      workloadsOf(client),
    ])
    return {
      quotas: mapAsked(quotas, (list) => list.map(({ name, limits, scopes }) => ({ name, limits, scopes }))),
      ranges: mapAsked(ranges, (list) => list.map(({ name, limits }) => ({ name, limits }))),
      workloads: workloads.map(wantingOf),
    }
  },
})

/** `exceeded quota: q, requested: pods=1,limits.cpu=2, used: …, limited: …`, as the API server and controllers repeat it; null where it is none. */
export function refusalIn(message: string, ageMs: number | null): Refusal | null {
  const found =
    /exceeded quota: (?<quota>[\w.-]+), requested: (?<requested>\S+), used: (?<used>\S+), limited: (?<limited>\S+)/.exec(
      message,
    )?.groups
  if (found === undefined) return null
  const [requested, used, limited] = [found.requested, found.used, found.limited].map(pairsIn)
  const resources = [...(requested ?? [])].map(([resource, amount]) => ({
    resource,
    requested: amount,
    used: used?.get(resource) ?? '?',
    limited: limited?.get(resource) ?? '?',
  }))
  return { quota: found.quota ?? '', resources, ageMs }
}

function pairsIn(text: string | undefined): ReadonlyMap<string, string> {
  const pairs = (text ?? '').split(',').map((pair): [string, string] => {
    const at = pair.indexOf('=')
    return [pair.slice(0, at), pair.slice(at + 1)]
  })
  return new Map(pairs.filter(([name]) => name !== ''))
}

function wantingOf(workload: Workload): Wanting {
  const failure = workload.conditions.find(({ type }) => type === 'ReplicaFailure')
  const containers = workload.template.containers.filter(({ role }) => role !== 'init')
  return {
    workload: workloadName(workload),
    wanted: workload.wanted,
    created: workload.replicas,
    refused: failure?.status === 'True' ? refusalIn(failure.message, failure.changedAgoMs) : null,
    perPod: {
      requests: sum(containers.map(({ requests }) => requests)),
      limits: sum(containers.map(({ limits }) => limits)),
    },
  }
}

function sum(parts: readonly Resources[]): Resources {
  const total = (pick: (resources: Resources) => number | null) => {
    const known = parts.flatMap((each) => pick(each) ?? [])
    return known.length === 0 ? null : known.reduce((left, right) => left + right, 0)
  }
  return { cpu: total(({ cpu }) => cpu), memory: total(({ memory }) => memory) }
}
