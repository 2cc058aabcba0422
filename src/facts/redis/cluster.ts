import type { ClusterLine, RedisClient, RedisNode } from '../../clients/redis/client.ts'
import { defineFacts } from '../../core/facts.ts'
import { permitted } from './permitted.ts'

/** A Redis Cluster as its nodes see it; both lists are empty for anything else. */
export interface Cluster {
  readonly views: readonly ClusterView[]
  readonly members: readonly ClusterMember[]
}

/** What one node thinks of the whole; nodes that lost contact think differently. */
export interface ClusterView {
  readonly address: string
  readonly ok: boolean
  readonly slotsAssigned: number
  /** Slots of a master that this node alone does not reach, and of one that the majority declared dead. */
  readonly slotsSuspected: number
  readonly slotsFailed: number
}

export interface ClusterMember {
  readonly id: string
  readonly address: string
  readonly role: 'master' | 'replica'
  readonly masterId: string | null
  /** `failed`: the majority says so. `suspected`: one node says so. */
  readonly health: 'ok' | 'suspected' | 'failed'
  readonly slots: number
}

export const cluster = defineFacts<Cluster, RedisClient>({
  id: 'redis.cluster',
  system: 'redis',
  cost: 'cheap',
  collect: async (client) => {
    const { mode, nodes } = client
    if (mode !== 'cluster') return { views: [], members: [] }
    const seen = await Promise.allSettled(nodes.map(viewOf))
    const views = seen.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value] : []))
    const [refused] = seen.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason] : []))
    if (views.length === 0) throw refused
    return { views, members: ((await permitted(client.members())) ?? []).map(memberOf) }
  },
})

async function viewOf(node: RedisNode): Promise<ClusterView> {
  const lines = String(await node.ask('clusterState')).split(/\r?\n/)
  const field = (name: string) => lines.find((line) => line.startsWith(`${name}:`))?.slice(name.length + 1)
  return {
    address: node.address,
    ok: field('cluster_state') === 'ok',
    slotsAssigned: Number(field('cluster_slots_assigned') ?? 0),
    slotsSuspected: Number(field('cluster_slots_pfail') ?? 0),
    slotsFailed: Number(field('cluster_slots_fail') ?? 0),
  }
}

function memberOf({ id, address, flags, masterId, slots }: ClusterLine): ClusterMember {
  return {
    id,
    address,
    role: flags.includes('master') ? 'master' : 'replica',
    masterId,
    health: flags.includes('fail') ? 'failed' : flags.includes('fail?') ? 'suspected' : 'ok',
    slots,
  }
}
