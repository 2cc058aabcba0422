import type { Scenario } from '../scenario.ts'
import { writeWal } from './wal.ts'

export const abandonedSlot: Scenario = {
  name: 'abandoned-slot',
  story: 'a replication slot without a reader keeps WAL until the disk is full',
  cause: 'disk-or-wal-filling',
  // Whether the reader comes back, only a person knows.
  remedy: 'manual',
  // Five minutes and a gigabyte in life.
  thresholds: { 'postgres.slots': { inactiveSeconds: 1, warningBytes: 64 * 1024 ** 2 } },
  async inject({ postgres, names, dressing }) {
    const slot = dressing === 'plain' ? 'old_standby' : 'debezium_2023'
    const create =
      dressing === 'plain'
        ? `pg_create_physical_replication_slot('${slot}', true)`
        : `pg_create_logical_replication_slot('${slot}', 'pgoutput')`
    await postgres.sql(`SELECT ${create}`)
    await writeWal(postgres, 6)
    await postgres.untilTrue(
      'it keeps 64 MB',
      `SELECT pg_current_wal_lsn() - restart_lsn > 64 * 1024 * 1024 FROM pg_replication_slots WHERE slot_name = '${slot}'`,
    )
    return {
      target: { system: 'postgres', name: names.systems.database },
      async heal() {
        await postgres.sql(
          `SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots WHERE slot_name = '${slot}'`,
        )
      },
    }
  },
}
