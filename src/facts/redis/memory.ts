import { infoOf } from './info.ts'
import { definePerNode } from './per-node.ts'

/** Sizes in bytes. */
export interface Memory {
  readonly used: number
  readonly peak: number
  readonly rss: number
  /** What counts against the limit: without the buffers of replicas and of the append-only file. */
  readonly counted: number
  /** 0: no limit. */
  readonly limit: number
  readonly policy: string
  /** What the allocator lost between allocations: the ratio says nothing without the bytes. */
  readonly fragmentation: { readonly ratio: number; readonly bytes: number } | null
  readonly systemTotal: number | null
  readonly lazyFreePending: number
  /** What the used memory is made of; null where a version or service does not tell. */
  readonly parts: MemoryParts | null
  /** For how long it has been above the limit and unable to get below it by evicting (7.0). */
  readonly overLimitMs: number | null
}

export interface MemoryParts {
  /** What applications stored. */
  readonly data: number
  /** Tables of keys and their expiry, and whatever else is not told apart. */
  readonly tables: number
  readonly startup: number
  /** Buffers of connections. */
  readonly clients: number
  readonly replicas: number
  readonly backlog: number
  readonly appendOnlyFile: number
  readonly scripts: number
}

export const memory = definePerNode<Memory>({
  id: 'redis.memory',
  collect: async (node) => {
    const info = await infoOf(node)
    const ratio = info.number('allocator_frag_ratio')
    const bytes = info.number('allocator_frag_bytes')
    return {
      used: info.count('used_memory'),
      peak: info.count('used_memory_peak'),
      rss: info.count('used_memory_rss'),
      counted: info.count('used_memory') - info.count('mem_not_counted_for_evict'),
      limit: info.count('maxmemory'),
      policy: info.text('maxmemory_policy') ?? 'unknown',
      fragmentation: ratio === null || bytes === null ? null : { ratio, bytes },
      systemTotal: info.number('total_system_memory'),
      lazyFreePending: info.count('lazyfree_pending_objects'),
      parts: partsOf(info),
      overLimitMs: info.number('current_eviction_exceeded_time'),
    }
  },
})

function partsOf(info: Awaited<ReturnType<typeof infoOf>>): MemoryParts | null {
  const [data, overhead] = [info.number('used_memory_dataset'), info.number('used_memory_overhead')]
  if (data === null || overhead === null) return null
  const known = {
    startup: info.count('used_memory_startup'),
    clients: info.count('mem_clients_normal'),
    replicas: info.count('mem_clients_slaves'),
    backlog: info.count('mem_replication_backlog'),
    appendOnlyFile: info.count('mem_aof_buffer'),
    scripts: info.number('used_memory_scripts') ?? info.count('used_memory_lua'),
  }
  const told = Object.values(known).reduce((sum, size) => sum + size, 0)
  return { ...known, data, tables: Math.max(0, overhead - told) }
}

/** The used part of the limit, 0 without a limit. */
export function usedShare({ counted, limit }: Memory): number {
  return limit === 0 ? 0 : counted / limit
}

/** What happens to a write at the limit: it is refused, or makes room by evicting. A `volatile-*` policy without keys that expire can evict nothing. */
export function atLimit(
  { policy }: Memory,
  keys: { readonly keys: number; readonly expiring: number },
): 'refuses' | 'evicts' {
  if (policy === 'noeviction') return 'refuses'
  // Less than one key in a hundred carries a TTL: eviction runs dry at once.
  return policy.startsWith('volatile-') && keys.expiring < keys.keys / 100 ? 'refuses' : 'evicts'
}

/** A size for a person: `512 MB`. */
export function sizeText(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB']
  const power = bytes < 1 ? 0 : Math.min(units.length - 1, Math.floor(Math.log2(bytes) / 10))
  const value = bytes / 1024 ** power
  return `${value >= 10 ? Math.round(value) : Math.round(value * 10) / 10} ${units[power]}`
}
