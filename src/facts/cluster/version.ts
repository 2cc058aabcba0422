import type { ClusterClient } from '../../clients/kubernetes/client.ts'
import { defineFacts } from '../../core/facts.ts'

export interface Version {
  /** `v1.36.3`, with what distributions add. */
  readonly server: string
}

/** The version of the API server: that it answers at all says that the cluster is there. */
export const version = defineFacts<Version, ClusterClient>({
  id: 'cluster.version',
  system: 'cluster',
  cost: 'cheap',
  collect: async (client) => ({ server: await client.version() }),
})
