import type { PostgresClient } from '../../clients/postgres/client.ts'
import { defineFacts } from '../../core/facts.ts'
import { mask } from '../../core/mask.ts'
import { ageMs, exactTime } from './age-sql.ts'

/** Something because of which VACUUM may not remove rows that nobody needs any more. */
export interface XminHolder {
  readonly kind: 'session' | 'slot' | 'standby' | 'prepared'
  /** Pid, name of the slot, application name of the standby, or global transaction id. */
  readonly name: string
  readonly backendStart: string | null
  readonly owner: string | null
  readonly database: string | null
  readonly detail: string | null
  /** Transactions begun since. */
  readonly xminAge: number
  readonly heldMs: number | null
}

/** A transaction that was prepared for two-phase commit and neither committed nor rolled back. */
export interface PreparedTransaction {
  readonly name: string
  readonly owner: string
  readonly database: string
  readonly ageMs: number
}

/** Who keeps old row versions from being removed. */
export interface Transactions {
  readonly user: string
  readonly hidden: number
  /** The oldest first. */
  readonly holders: readonly XminHolder[]
  readonly prepared: readonly PreparedTransaction[]
}

export const transactions = defineFacts<Transactions, PostgresClient>({
  id: 'postgres.transactions',
  system: 'postgres',
  cost: 'cheap',
  async collect(client, budget) {
    const [holders, prepared, [counts]] = await client.read<[XminHolder, PreparedTransaction, { hidden: number }]>(
      [holdersQuery, preparedQuery, hiddenQuery],
      budget,
    )
    return {
      user: client.user,
      hidden: counts?.hidden ?? 0,
      holders: holders.map((holder) => ({
        ...holder,
        name: mask(holder.name),
        detail: holder.detail && mask(holder.detail),
      })),
      prepared: prepared.map((each) => ({ ...each, name: mask(each.name) })),
    }
  },
})

/** What keeps VACUUM back the most; undefined while nothing does. */
export function oldestHolder({ holders }: Transactions): XminHolder | undefined {
  return holders[0]
}

const hiddenQuery = `
SELECT count(*) AS hidden
FROM pg_stat_activity
WHERE backend_type IS NULL AND usesysid IS NOT NULL`

const preparedQuery = `
SELECT gid AS name, owner::text, database::text, ${ageMs('prepared')} AS "ageMs"
FROM pg_prepared_xacts
ORDER BY prepared
LIMIT 50`

// All four sources: a standby's feedback stays in its slot even after the standby is gone.
const holdersQuery = `
SELECT *
FROM (
  SELECT 'session' AS kind, pid::text AS name, ${exactTime('backend_start')} AS "backendStart", usename::text AS owner,
         datname::text AS database, concat_ws(', ', nullif(application_name, ''), coalesce(state, backend_type)) AS detail,
         greatest(age(backend_xmin), age(backend_xid)) AS "xminAge", ${ageMs('xact_start')} AS "heldMs"
  FROM pg_stat_activity
  WHERE (backend_xmin IS NOT NULL OR backend_xid IS NOT NULL) AND pid <> pg_backend_pid() AND backend_type <> 'walsender'
    -- What another database still sees does not keep VACUUM from the tables of this one.
    AND (datname IS NULL OR datname = current_database())
    -- VACUUM leaves the snapshots of other VACUUMs out.
    AND pid NOT IN (SELECT pid FROM pg_stat_progress_vacuum)
  UNION ALL
  SELECT 'slot', slot_name::text, NULL, plugin::text,
         database::text, concat_ws(', ', slot_type, CASE WHEN active THEN 'active' ELSE 'inactive' END, wal_status),
         greatest(age(xmin), age(catalog_xmin)), NULL
  FROM pg_replication_slots
  WHERE (xmin IS NOT NULL OR catalog_xmin IS NOT NULL) AND wal_status IS DISTINCT FROM 'lost'
  UNION ALL
  SELECT 'standby', application_name, ${exactTime('backend_start')}, usename::text,
         NULL, state, age(backend_xmin), NULL
  FROM pg_stat_replication
  WHERE backend_xmin IS NOT NULL
  UNION ALL
  SELECT 'prepared', gid, NULL, owner::text,
         database::text, NULL, age(transaction), ${ageMs('prepared')}
  FROM pg_prepared_xacts
  WHERE database = current_database()
) holders
ORDER BY "xminAge" DESC NULLS LAST
LIMIT 20`
