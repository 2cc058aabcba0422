import pg from 'pg'

/** Locks a view that usrops asks and nobody else needs, so that its question waits for as long as its own lock_timeout lets it. */
export async function catalogLock(superuserUrl: string) {
  const holder = new pg.Client({ connectionString: superuserUrl })
  const watcher = new pg.Client({ connectionString: superuserUrl })
  await Promise.all([holder.connect(), watcher.connect()])
  await holder.query('BEGIN')
  await holder.query('LOCK TABLE pg_stat_statements IN ACCESS EXCLUSIVE MODE')
  let open = true
  return {
    /** How many sessions of usrops wait for it. */
    async waiting(): Promise<number> {
      const { rows } = await watcher.query<{ n: string }>(
        `SELECT count(*) AS n FROM pg_locks JOIN pg_stat_activity USING (pid) WHERE NOT granted AND application_name LIKE 'usrops%'`,
      )
      return Number(rows[0]?.n)
    },
    async [Symbol.asyncDispose]() {
      if (!open) return
      open = false
      await holder.query('ROLLBACK')
      await Promise.all([holder.end(), watcher.end()])
    },
  }
}
