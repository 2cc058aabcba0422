import type { PostgresClient } from '../../clients/postgres/client.ts'
import { defineFacts } from '../../core/facts.ts'
import { ageMs, exactTime } from './age-sql.ts'

/** Counters of checkpoints since they were reset. */
export interface Checkpoints {
  readonly timed: number
  /** Because too much WAL was written, or somebody asked. */
  readonly requested: number
  readonly writeMs: number
  readonly syncMs: number
  readonly checkpointTimeoutMs: number
  readonly maxWalBytes: number
  readonly countedMs: number
  readonly resetAt: string | null
  readonly serverStart: string
}

export const checkpoints = defineFacts<Checkpoints, PostgresClient>({
  id: 'postgres.checkpoints',
  system: 'postgres',
  cost: 'cheap',
  async collect(client, budget) {
    const [[counters]] = await client.read<[Checkpoints]>([checkpointsQuery(client.version)], budget)
    if (counters === undefined) throw new Error('the server does not count checkpoints')
    return counters
  },
  epoch: ({ resetAt, serverStart }) => `${resetAt ?? 'never'} ${serverStart}`,
})

/** PostgreSQL 17 moved the counters to a view of their own. */
export function checkpointsQuery(version: number): string {
  const [view, prefix, time] =
    version >= 170_000 ? ['pg_stat_checkpointer', 'num_', ''] : ['pg_stat_bgwriter', 'checkpoints_', 'checkpoint_']
  return `
SELECT ${prefix}timed AS timed,
       ${prefix}${version >= 170_000 ? 'requested' : 'req'} AS requested,
       ${time}write_time AS "writeMs",
       ${time}sync_time AS "syncMs",
       (SELECT setting::float8 * 1000 FROM pg_settings WHERE name = 'checkpoint_timeout') AS "checkpointTimeoutMs",
       pg_size_bytes(current_setting('max_wal_size')) AS "maxWalBytes",
       ${ageMs('coalesce(stats_reset, pg_postmaster_start_time())')} AS "countedMs",
       ${exactTime('stats_reset')} AS "resetAt",
       ${exactTime('pg_postmaster_start_time()')} AS "serverStart"
FROM ${view}`
}
