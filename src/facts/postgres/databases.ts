import type { PostgresClient } from '../../clients/postgres/client.ts'
import { defineFacts } from '../../core/facts.ts'
import { ageMs, exactTime } from './age-sql.ts'

/** Counters of the connected database since they were reset. */
export interface DatabaseCounters {
  readonly database: string
  readonly backends: number
  readonly commits: number
  readonly rollbacks: number
  readonly deadlocks: number
  readonly conflicts: number
  readonly temporaryFiles: number
  readonly temporaryBytes: number
  readonly blocksHit: number
  readonly blocksRead: number
  readonly rowsReturned: number
  readonly rowsFetched: number
  readonly rowsWritten: number
  readonly checksumFailures: number | null
  /** How long these have been counted; null where they were never reset. */
  readonly countedMs: number | null
  /** The identity of the counting. */
  readonly resetAt: string | null
  readonly serverStart: string
}

export const databases = defineFacts<DatabaseCounters, PostgresClient>({
  id: 'postgres.databases',
  system: 'postgres',
  cost: 'cheap',
  async collect(client, budget) {
    const [[counters]] = await client.read<[DatabaseCounters]>([countersQuery], budget)
    if (counters === undefined) throw new Error('the database has no counters')
    return counters
  },
  epoch: ({ database, resetAt, serverStart }) => `${database} ${resetAt ?? 'never'} ${serverStart}`,
})

const countersQuery = `
SELECT datname::text AS database,
       numbackends AS backends,
       xact_commit AS commits,
       xact_rollback AS rollbacks,
       deadlocks,
       conflicts,
       temp_files AS "temporaryFiles",
       temp_bytes AS "temporaryBytes",
       blks_hit AS "blocksHit",
       blks_read AS "blocksRead",
       tup_returned AS "rowsReturned",
       tup_fetched AS "rowsFetched",
       tup_inserted + tup_updated + tup_deleted AS "rowsWritten",
       checksum_failures AS "checksumFailures",
       ${ageMs('coalesce(stats_reset, pg_postmaster_start_time())')} AS "countedMs",
       ${exactTime('stats_reset')} AS "resetAt",
       ${exactTime('pg_postmaster_start_time()')} AS "serverStart"
FROM pg_stat_database
WHERE datname = current_database()`
