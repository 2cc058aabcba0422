import type { RedisClient, SentinelView } from '../../clients/redis/client.ts'
import { defineFacts } from '../../core/facts.ts'

/** A master as its Sentinels see it; empty where no Sentinels are configured. */
export interface Sentinel {
  readonly sentinels: readonly SentinelOpinion[]
  readonly unasked: readonly { readonly address: string; readonly reason: string }[]
}

export interface SentinelOpinion {
  readonly address: string
  readonly master: string
  /** `down`: as many Sentinels as the quorum agree. `suspected`: this one alone. */
  readonly masterHealth: 'ok' | 'suspected' | 'down'
  readonly failoverInProgress: boolean
  /** Null while the master is not thought down. */
  readonly masterDownMs: number | null
  readonly quorum: number
  /** This one and the others it knows. */
  readonly knownSentinels: number
  readonly quorumReachable: boolean | null
  readonly quorumSays: string | null
  readonly replicas: readonly {
    readonly address: string
    readonly down: boolean
    readonly linkUp: boolean
    readonly priority: number
  }[]
}

export const sentinel = defineFacts<Sentinel, RedisClient>({
  id: 'redis.sentinel',
  system: 'redis',
  cost: 'cheap',
  collect: async ({ sentinels }) => ({
    sentinels: sentinels.flatMap((view) => ('master' in view ? [opinionOf(view)] : [])),
    unasked: sentinels.flatMap((view) => ('master' in view ? [] : [{ address: view.address, reason: view.unasked }])),
  }),
})

function opinionOf({ address, master, replicas, quorum }: Extract<SentinelView, { master: unknown }>): SentinelOpinion {
  const flags = (master.flags ?? '').split(',')
  const down = master['o-down-time'] ?? master['s-down-time']
  return {
    address,
    master: `${master.ip}:${master.port}`,
    masterHealth: flags.includes('o_down') ? 'down' : flags.includes('s_down') ? 'suspected' : 'ok',
    failoverInProgress: flags.includes('failover_in_progress'),
    masterDownMs: down === undefined ? null : Number(down),
    quorum: Number(master.quorum ?? 0),
    knownSentinels: Number(master['num-other-sentinels'] ?? 0) + 1,
    quorumReachable: quorum?.ok ?? null,
    quorumSays: quorum?.text ?? null,
    replicas: replicas.map((fields) => ({
      address: `${fields.ip}:${fields.port}`,
      down: /s_down|o_down|disconnected/.test(fields.flags ?? ''),
      linkUp: fields['master-link-status'] === 'ok',
      priority: Number(fields['slave-priority'] ?? 0),
    })),
  }
}
