import { infoOf, serverClock } from './info.ts'
import { definePerNode } from './per-node.ts'

export interface Persistence {
  readonly snapshot: {
    readonly lastOk: boolean
    readonly inProgress: boolean
    /** Since the last snapshot that worked, or the start. */
    readonly lastSaveAgeMs: number | null
    readonly changesSince: number
  }
  /** Null where the append-only file is off. */
  readonly appendOnly: {
    readonly lastWriteOk: boolean
    readonly lastRewriteOk: boolean
    readonly rewriteInProgress: boolean
  } | null
}

export const persistence = definePerNode<Persistence>({
  id: 'redis.persistence',
  collect: async (node) => {
    const info = await infoOf(node)
    const saved = info.number('rdb_last_save_time')
    return {
      snapshot: {
        lastOk: info.text('rdb_last_bgsave_status') !== 'err',
        inProgress: info.count('rdb_bgsave_in_progress') > 0,
        lastSaveAgeMs: saved === null ? null : Math.max(0, (await serverClock(node)) - saved * 1000),
        changesSince: info.count('rdb_changes_since_last_save'),
      },
      appendOnly:
        info.count('aof_enabled') === 0
          ? null
          : {
              lastWriteOk: info.text('aof_last_write_status') !== 'err',
              lastRewriteOk: info.text('aof_last_bgrewrite_status') !== 'err',
              rewriteInProgress: info.count('aof_rewrite_in_progress') > 0,
            },
    }
  },
})
