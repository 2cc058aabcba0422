import type { Row, TableDraft } from '../../core/table.ts'
import { defineView } from '../../core/view.ts'
import { keyspace } from '../../facts/redis/keyspace.ts'
import {
  atLimit,
  type Memory,
  type MemoryParts,
  memory as memoryFacts,
  sizeText,
  usedShare,
} from '../../facts/redis/memory.ts'
import { ofNode, type PerNode, pairNodes } from '../../facts/redis/per-node.ts'
import { intervalOf, stats } from '../../facts/redis/stats.ts'
import { ofServer, serverColumn, unaskedNotes } from './servers.ts'

/** Memory against its limit, what happens there, and what it is made of. */
export const memory = defineView({
  id: 'redis.memory',
  reads: { memory: memoryFacts, keyspace, stats },
  weighs: ['redis.memory-limit', 'redis.evictions'],
  params: {},
  show(facts, { earlier, state }) {
    const pairs = pairNodes(facts.stats, earlier.stats)
    const rows = facts.memory.nodes.map(({ address, value }): Row => {
      const counters = pairs.find((pair) => pair.address === address)
      const interval = counters && intervalOf(counters)
      const keys = ofNode(facts.keyspace, address)
      return {
        server: address,
        ...sizes(value),
        ...(value.limit > 0 && { usedShare: usedShare(value), atLimit: keys ? atLimit(value, keys) : null }),
        keys: keys?.keys ?? null,
        expiring: keys === undefined ? null : keys.keys === 0 ? 0 : keys.expiring / keys.keys,
        evicted: counters?.value.evicted ?? null,
        ...(interval && { evictedRate: (interval.evicted / interval.elapsedMs) * 1000 }),
      }
    })
    return [servers(facts.memory, rows, state('redis.memory-limit', 'redis.evictions')), ...parts(facts.memory)]
  },
})

function sizes({ used, peak, rss, limit, policy, fragmentation, lazyFreePending }: Memory): Row {
  return {
    ...{ used, peak, rss, policy, lazyFreePending },
    ...(limit > 0 && { limit }),
    fragmentation: fragmentation?.bytes ?? null,
    fragmentationRatio: fragmentation?.ratio ?? null,
  }
}

function servers(facts: PerNode<Memory>, rows: readonly Row[], state: string | null): TableDraft {
  const used = facts.nodes.reduce((sum, { value }) => sum + value.used, 0)
  const limited = facts.nodes.filter(({ value }) => value.limit > 0)
  const share = limited.length === 0 ? null : Math.max(...limited.map(({ value }) => usedShare(value)))
  const limit = share === null ? 'no limit (maxmemory 0)' : `at ${Math.round(share * 100)} % of the limit`
  const judged = state === 'warning' || state === 'critical' ? `: ${state}` : ''
  return {
    title: `${sizeText(used)} in use, ${limit}${judged}`,
    columns: [
      serverColumn,
      { id: 'used', label: 'used', kind: 'bytes', importance: 'key' },
      { id: 'limit', label: 'limit', kind: 'bytes' },
      { id: 'usedShare', label: 'of limit', kind: 'share', importance: 'key' },
      { id: 'policy', label: 'policy', kind: 'text', shorten: 'never' },
      { id: 'atLimit', label: 'at limit', kind: 'text', shorten: 'never' },
      { id: 'evicted', label: 'evicted', kind: 'count' },
      { id: 'evictedRate', label: 'evicts', kind: 'rate' },
      { id: 'keys', label: 'keys', kind: 'count' },
      { id: 'expiring', label: 'expire', kind: 'share' },
      { id: 'peak', label: 'peak', kind: 'bytes', importance: 'extra' },
      { id: 'rss', label: 'rss', kind: 'bytes', importance: 'extra' },
      { id: 'fragmentation', label: 'fragmented', kind: 'bytes', importance: 'extra' },
      { id: 'fragmentationRatio', label: 'ratio', kind: 'number', importance: 'extra' },
      { id: 'lazyFreePending', label: 'to be freed', kind: 'count', importance: 'extra' },
    ],
    rows,
    notes: unaskedNotes(facts),
  }
}

const names: readonly (readonly [part: keyof MemoryParts, says: string])[] = [
  ['data', 'keys and values'],
  ['tables', 'tables of keys and their expiry'],
  ['clients', 'buffers of clients'],
  ['replicas', 'buffers of replicas'],
  ['backlog', 'replication backlog'],
  ['appendOnlyFile', 'buffer of the append-only file'],
  ['scripts', 'scripts'],
  ['startup', 'the empty server'],
]

/** One table a server, the largest part first. */
function parts(facts: PerNode<Memory>): readonly TableDraft[] {
  return facts.nodes.flatMap(({ address, value: { parts, used } }) => {
    if (parts === null) return []
    const rows = names.flatMap(([part, says]) =>
      parts[part] === 0 ? [] : [{ part: says, bytes: parts[part], share: used === 0 ? 0 : parts[part] / used }],
    )
    return [
      {
        title: `${ofServer(facts, address)}what the ${sizeText(used)} are made of`,
        columns: [
          { id: 'part', label: 'part', kind: 'text', importance: 'key', shorten: 'never' },
          { id: 'bytes', label: 'size', kind: 'bytes', importance: 'key' },
          { id: 'share', label: 'share', kind: 'share' },
        ],
        rows: rows.toSorted((left, right) => right.bytes - left.bytes),
      },
    ]
  })
}
