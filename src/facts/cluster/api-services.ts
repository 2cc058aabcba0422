import type { ClusterClient } from '../../clients/kubernetes/client.ts'
import { defineFacts } from '../../core/facts.ts'
import { mask } from '../../core/mask.ts'
import { apiServices as kind } from './objects/api-service.ts'

/** Parts of the API for which another server stands. */
export interface ApiServices {
  readonly aggregated: number
  readonly unavailable: readonly UnavailableApi[]
}

export interface UnavailableApi {
  /** `v1beta1.metrics.k8s.io`. */
  readonly name: string
  readonly group: string
  readonly service: { readonly namespace: string; readonly name: string } | null
  readonly reason: string
  readonly message: string
  readonly ageMs: number | null
}

/** Aggregated APIs, and those that nobody answers for. */
export const apiServices = defineFacts<ApiServices, ClusterClient>({
  id: 'cluster.api-services',
  system: 'cluster',
  cost: 'cheap',
  async collect(client) {
    const aggregated = (await client.list(kind, {})).filter(({ service }) => service !== null)
    return {
      aggregated: aggregated.length,
      unavailable: aggregated.flatMap(({ name, group, service, conditions }) => {
        const available = conditions.find(({ type }) => type === 'Available')
        if (available?.status !== 'False') return []
        const { reason, message, changedAgoMs } = available
        return [{ name, group, service, reason, message: mask(message), ageMs: changedAgoMs }]
      }),
    }
  },
})
