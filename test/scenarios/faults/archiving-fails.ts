import type { Scenario } from '../scenario.ts'
import { writeWal } from './wal.ts'

export const archivingFails: Scenario = {
  name: 'archiving-fails',
  story: 'the archive command fails, and WAL stays on the disk',
  cause: 'disk-or-wal-filling',
  remedy: 'manual',
  async inject({ postgres, names }) {
    await postgres.sql("ALTER SYSTEM SET archive_command = '/bin/false'")
    await postgres.sql('SELECT pg_reload_conf()')
    await postgres.sql("SELECT pg_stat_reset_shared('archiver')")
    await writeWal(postgres, 1)
    await postgres.untilTrue(
      'three attempts have failed',
      `SELECT failed_count >= 3 AND coalesce(last_failed_time > last_archived_time, true) FROM pg_stat_archiver`,
    )
    return {
      target: { system: 'postgres', name: names.systems.database },
      async heal() {
        await postgres.sql("ALTER SYSTEM SET archive_command = '/bin/true'")
        await postgres.sql('SELECT pg_reload_conf()')
        await postgres.untilTrue(
          'archiving works',
          'SELECT last_archived_time > last_failed_time FROM pg_stat_archiver',
        )
      },
    }
  },
}
