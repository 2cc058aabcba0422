import type { Values } from '../../core/reading.ts'
import type { Amount, ValueKind } from '../../core/table.ts'
import type { clients } from '../../facts/redis/clients.ts'
import type { cluster } from '../../facts/redis/cluster.ts'
import type { configuration } from '../../facts/redis/configuration.ts'
import type { greeting } from '../../facts/redis/greeting.ts'
import type { keyspace } from '../../facts/redis/keyspace.ts'
import { type memory, usedShare } from '../../facts/redis/memory.ts'
import type { PerNode } from '../../facts/redis/per-node.ts'
import type { persistence } from '../../facts/redis/persistence.ts'
import type { replication } from '../../facts/redis/replication.ts'
import type { sentinel } from '../../facts/redis/sentinel.ts'
import type { server } from '../../facts/redis/server.ts'
import type { slowlog } from '../../facts/redis/slowlog.ts'
import { hitRatio, type stats } from '../../facts/redis/stats.ts'

interface Needed {
  readonly server: typeof server
  readonly memory: typeof memory
  readonly stats: typeof stats
  readonly clients: typeof clients
  readonly keyspace: typeof keyspace
  readonly replication: typeof replication
  readonly persistence: typeof persistence
  readonly greeting: typeof greeting
}

interface Helpful {
  readonly slowlog: typeof slowlog
  readonly configuration: typeof configuration
  readonly cluster: typeof cluster
  readonly sentinel: typeof sentinel
}

export type AspectFacts = Values<Pick<Needed, keyof Needed>> & Partial<Values<Pick<Helpful, keyof Helpful>>>

/** One thing that can be wrong, by its number. */
export interface Aspect {
  readonly aspect: string
  /** What judges it. */
  readonly checks: readonly string[]
  /** The worst of all servers; undefined where it does not apply. */
  value(facts: AspectFacts): { readonly value: Amount; readonly means: string } | undefined
}

export const aspects: readonly Aspect[] = [
  {
    aspect: 'memory',
    checks: ['redis.memory-limit'],
    value: ({ memory }) => {
      const limited = valuesOf(memory).filter(({ limit }) => limit > 0)
      return limited.length === 0
        ? shown(
            'bytes',
            worst(memory, ({ used }) => used),
            'in use, without a limit',
          )
        : shown('share', Math.max(...limited.map(usedShare)), 'of maxmemory')
    },
  },
  {
    aspect: 'evictions',
    checks: ['redis.evictions'],
    value: ({ stats }) =>
      shown(
        'count',
        sum(stats, ({ evicted }) => evicted),
        'keys evicted since the start',
      ),
  },
  {
    aspect: 'fragmentation',
    checks: ['redis.fragmentation'],
    value: ({ memory }) =>
      shown(
        'bytes',
        worst(memory, ({ fragmentation }) => fragmentation?.bytes ?? null),
        'lost between allocations',
      ),
  },
  {
    aspect: 'hit ratio',
    checks: ['redis.hit-ratio'],
    value: ({ stats }) => {
      const all = { hits: sum(stats, ({ hits }) => hits), misses: sum(stats, ({ misses }) => misses) }
      return shown('share', hitRatio(all), 'of look-ups since the start')
    },
  },
  {
    aspect: 'clients',
    checks: ['redis.client-limit', 'redis.rejected-clients'],
    value: ({ clients }) =>
      shown(
        'share',
        worst(clients, ({ connected, limit }) => (limit === null || limit === 0 ? null : connected / limit)),
        'of maxclients',
      ),
  },
  {
    aspect: 'blocked clients',
    checks: ['redis.blocked-clients'],
    value: ({ clients }) =>
      shown(
        'count',
        sum(clients, ({ blocked }) => blocked),
        'wait for a list or stream',
      ),
  },
  {
    aspect: 'refused commands',
    checks: ['redis.refused-writes', 'redis.refusing-commands', 'redis.loading'],
    value: ({ stats }) => {
      const known = valuesOf(stats).every(({ errors }) => errors !== null)
      const refused = sum(stats, ({ errors }) => Object.values(errors ?? {}).reduce((all, each) => all + each, 0))
      return shown('count', known ? refused : null, 'error replies since the start')
    },
  },
  {
    aspect: 'slow commands',
    checks: ['redis.slow-commands'],
    value: ({ slowlog }) =>
      shown(
        'milliseconds',
        slowlog === undefined
          ? null
          : worst(slowlog, ({ entries }) => Math.max(0, ...entries.map((each) => each.tookMs))),
        'the longest in the slow log',
      ),
  },
  {
    aspect: 'persistence',
    checks: ['redis.persistence-failing'],
    value: ({ persistence }) =>
      shown(
        'age',
        worst(persistence, ({ snapshot }) => snapshot.lastSaveAgeMs),
        'since the last snapshot or the start',
      ),
  },
  {
    aspect: 'replication',
    checks: ['redis.replica-link', 'redis.replication-gap', 'redis.resync-loop', 'redis.split-brain'],
    value: ({ replication }) => {
      const all = valuesOf(replication)
      const gaps = all.flatMap(({ replicas }) => replicas.map(({ gapBytes }) => gapBytes))
      const follows = all.some(({ following }) => following !== null)
      return gaps.length === 0 && !follows
        ? undefined
        : shown('bytes', gaps.length === 0 ? null : Math.max(...gaps), 'behind, the slowest replica')
    },
  },
  {
    aspect: 'cluster',
    checks: ['redis.cluster-state'],
    value: ({ cluster }) =>
      cluster === undefined || cluster.views.length === 0
        ? undefined
        : shown(
            'count',
            Math.min(...cluster.views.map(({ slotsAssigned }) => slotsAssigned)),
            'slots assigned of 16384',
          ),
  },
  {
    aspect: 'sentinels',
    checks: ['redis.sentinel-master', 'redis.sentinel-quorum'],
    value: ({ sentinel }) =>
      sentinel === undefined || sentinel.sentinels.length + sentinel.unasked.length === 0
        ? undefined
        : shown('count', sentinel.sentinels.length, `of ${sentinel.sentinels.length + sentinel.unasked.length} answer`),
  },
]

function shown(kind: ValueKind, amount: number | null, means: string) {
  return { value: { amount, kind }, means }
}

function valuesOf<Value>({ nodes }: PerNode<Value>): readonly Value[] {
  return nodes.map(({ value }) => value)
}

function sum<Value>(facts: PerNode<Value>, of: (value: Value) => number): number {
  return valuesOf(facts).reduce((all, value) => all + of(value), 0)
}

/** The largest that is known; null where none is. */
function worst<Value>(facts: PerNode<Value>, of: (value: Value) => number | null): number | null {
  const known = valuesOf(facts).flatMap((value) => of(value) ?? [])
  return known.length === 0 ? null : Math.max(...known)
}
