import type { Scenario } from '../scenario.ts'
import { writeWal } from './wal.ts'

export const replicaLagging: Scenario = {
  name: 'replica-lagging',
  story: 'somebody paused the replay of the replica and went home',
  cause: 'replica-lagging',
  remedy: 'command',
  async inject({ postgres, names }) {
    await postgres.sql('SELECT pg_wal_replay_pause()', 'replica')
    await writeWal(postgres, 8)
    await postgres.untilTrue(
      'the replica is 100 MB behind',
      "SELECT pg_last_wal_receive_lsn() - pg_last_wal_replay_lsn() > 100 * 1024 * 1024 AND pg_get_wal_replay_pause_state() = 'paused'",
      'replica',
    )
    return {
      target: { system: 'postgres', name: names.systems.replica },
      async heal() {
        await postgres.sql('SELECT pg_wal_replay_resume()', 'replica')
        await postgres.untilTrue(
          'the replica has caught up',
          'SELECT pg_last_wal_receive_lsn() - pg_last_wal_replay_lsn() < 1024 * 1024',
          'replica',
        )
      },
    }
  },
}
