import { infoOf } from './info.ts'
import { definePerNode } from './per-node.ts'

export interface Server {
  readonly version: string
  readonly mode: string
  readonly role: 'master' | 'replica'
  readonly uptimeMs: number
  readonly runId: string | null
  readonly loading: Loading | null
}

/** A server that reads its data from disk after a start; it refuses commands meanwhile. */
export interface Loading {
  readonly percent: number | null
  readonly remainingMs: number | null
  readonly ageMs: number | null
}

export const server = definePerNode<Server>({
  id: 'redis.server',
  collect: async (node) => {
    const info = await infoOf(node)
    return {
      version: info.text('redis_version') ?? 'unknown',
      mode: info.text('redis_mode') ?? 'unknown',
      role: info.text('role') === 'slave' ? 'replica' : 'master',
      uptimeMs: info.count('uptime_in_seconds') * 1000,
      runId: info.text('run_id'),
      loading: info.count('loading') === 0 ? null : loadingOf(info),
    }
  },
})

function loadingOf(info: Awaited<ReturnType<typeof infoOf>>): Loading {
  const started = info.number('loading_start_time')
  const now = info.number('server_time_usec')
  const remaining = info.number('loading_eta_seconds')
  return {
    percent: info.number('loading_loaded_perc'),
    remainingMs: remaining === null ? null : remaining * 1000,
    ageMs: started === null || now === null ? null : Math.max(0, now / 1000 - started * 1000),
  }
}
