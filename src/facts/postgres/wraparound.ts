import type { PostgresClient } from '../../clients/postgres/client.ts'
import { defineFacts } from '../../core/facts.ts'

/** How old the oldest transaction number of each database is. At 2^31 nothing can be written any more. */
export interface DatabaseAge {
  readonly database: string
  readonly xidAge: number
  readonly multixactAge: number
  readonly freezeMaxAge: number
}

export const wraparound = defineFacts<readonly DatabaseAge[], PostgresClient>({
  id: 'postgres.wraparound',
  system: 'postgres',
  cost: 'cheap',
  async collect(client, budget) {
    const [ages] = await client.read<[DatabaseAge]>([agesQuery], budget)
    return ages
  },
})

/** The share of the way to wraparound, 0 to 1. */
export function usedShare({ xidAge, multixactAge }: DatabaseAge): number {
  return Math.max(xidAge, multixactAge) / 2 ** 31
}

const agesQuery = `
SELECT datname::text AS database,
       age(datfrozenxid) AS "xidAge",
       mxid_age(datminmxid) AS "multixactAge",
       current_setting('autovacuum_freeze_max_age')::bigint AS "freezeMaxAge"
FROM pg_database
ORDER BY greatest(age(datfrozenxid), mxid_age(datminmxid)) DESC
LIMIT 20`
