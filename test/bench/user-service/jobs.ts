import type { Configuration, Role } from './configuration.ts'
import { openDatabase } from './database.ts'
import type { Log } from './log.ts'
import { migrate } from './schema.ts'

/** What a process does that ends by itself: the migration of a release, or the nightly work. Throws what the database says. */
export async function runJob(
  role: Extract<Role, 'migrate' | 'clean-up'>,
  { service, postgres, tables }: Configuration,
  log: Log,
): Promise<void> {
  const database = openDatabase({ ...postgres, poolFilled: false }, `${service}-${role}`, log)
  try {
    if (role === 'migrate') {
      log.info('database schema is up to date', { migration: await migrate(database, tables, postgres) })
      return
    }
    const { rowCount } = await database.query(`DELETE FROM ${tables.sessions} WHERE expires_at < now()`)
    log.info('expired sessions removed', { rows: rowCount })
  } finally {
    await database.close()
  }
}
