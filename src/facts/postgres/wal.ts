import type { PostgresClient } from '../../clients/postgres/client.ts'
import { CannotAsk, defineFacts } from '../../core/facts.ts'
import { monitorGrant } from './visibility.ts'

/** How much write-ahead log lies on the disk. */
export interface Wal {
  readonly segments: number
  readonly bytes: number
  readonly maxWalBytes: number
  readonly keepBytes: number
}

export const wal = defineFacts<Wal, PostgresClient>({
  id: 'postgres.wal',
  system: 'postgres',
  cost: 'cheap',
  async collect(client, budget) {
    const [[allowed]] = await client.read<[{ allowed: boolean }]>([allowedQuery], budget)
    // The server logs each refusal as an error: asked first, it has nothing to log.
    if (allowed?.allowed !== true)
      throw new CannotAsk('forbidden', `${client.user} may not list the WAL directory`, monitorGrant(client.user))
    const [[directory]] = await client.read<[Wal]>([directoryQuery], budget)
    if (directory === undefined) throw new Error('the WAL directory was not listed')
    return directory
  },
})

const allowedQuery = `SELECT has_function_privilege('pg_ls_waldir()', 'EXECUTE') AS allowed`

const directoryQuery = `
SELECT count(*) AS segments,
       coalesce(sum(size), 0) AS bytes,
       pg_size_bytes(current_setting('max_wal_size')) AS "maxWalBytes",
       pg_size_bytes(current_setting('wal_keep_size')) AS "keepBytes"
FROM pg_ls_waldir()`
