import { infoOf } from './info.ts'
import { definePerNode } from './per-node.ts'

export interface Replication {
  /** Names the data's lineage: kept over a restart, new after a failover. */
  readonly lineage: string | null
  /** The lineage before a failover; null where there was none. */
  readonly formerLineage: string | null
  readonly offset: number
  /** Bytes a replica may fall behind and still catch up without copying everything. */
  readonly backlogBytes: number
  /** What this server follows; null for a master. */
  readonly following: Following | null
  readonly replicas: readonly Replica[]
}

export interface Following {
  readonly master: string
  readonly linkUp: boolean
  readonly syncing: boolean
  /** Null while the link is up; since its start where it was never up. */
  readonly downMs: number | null
  readonly lastHeardMs: number | null
  readonly offset: number
}

/** A replica as its master sees it. */
export interface Replica {
  readonly address: string
  readonly state: string
  readonly gapBytes: number
  readonly lastHeardMs: number | null
}

export const replication = definePerNode<Replication>({
  id: 'redis.replication',
  collect: async (node) => {
    const info = await infoOf(node)
    const offset = info.count('master_repl_offset')
    const former = info.text('master_replid2')
    return {
      lineage: info.text('master_replid'),
      formerLineage: former === null || /^0+$/.test(former) ? null : former,
      offset,
      backlogBytes: info.count('repl_backlog_size'),
      following: info.text('role') === 'slave' ? followingOf(info) : null,
      replicas: [...info.family(/^slave(?=\d+$)/).values()].map((fields) => ({
        address: `${fields.ip}:${fields.port}`,
        state: fields.state ?? 'unknown',
        gapBytes: Math.max(0, offset - Number(fields.offset ?? 0)),
        lastHeardMs: fields.lag === undefined || Number(fields.lag) < 0 ? null : Number(fields.lag) * 1000,
      })),
    }
  },
})

function followingOf(info: Awaited<ReturnType<typeof infoOf>>): Following {
  const linkUp = info.text('master_link_status') === 'up'
  const downSeconds = info.number('master_link_down_since_seconds')
  const heard = info.number('master_last_io_seconds_ago')
  // -1: never up since the start.
  const down = downSeconds === null || downSeconds < 0 ? info.count('uptime_in_seconds') : downSeconds
  return {
    master: `${info.text('master_host')}:${info.text('master_port')}`,
    linkUp,
    syncing: info.count('master_sync_in_progress') > 0,
    downMs: linkUp ? null : down * 1000,
    lastHeardMs: heard === null || heard < 0 ? null : heard * 1000,
    offset: info.count('slave_repl_offset'),
  }
}
