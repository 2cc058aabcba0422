import { until } from '../../bench/machine/until.ts'
import type { Scenario } from '../scenario.ts'

export const waitingDdl: Scenario = {
  name: 'waiting-ddl',
  story: 'a migration waits behind a long report for the table of users, and everybody else behind the migration',
  cause: 'waiting-ddl',
  remedy: 'command',
  async inject({ postgres, names }) {
    const { users } = names.tables
    const report = await postgres.session('nightly-report')
    const migration = await postgres.session('flyway')
    // Both end with an error when they are ended by somebody.
    report.client.query(`SELECT pg_sleep(600) FROM (SELECT id FROM ${users} LIMIT 1) AS one`).catch(() => undefined)
    await postgres.untilTrue(
      'the report reads',
      `SELECT count(*) > 0 FROM pg_locks WHERE pid = ${report.pid} AND granted`,
    )
    migration.client.query(`ALTER TABLE ${users} ADD COLUMN nickname text`).catch(() => undefined)
    await until('four sessions wait', async () => (await postgres.waiting()) >= 4)
    await postgres.untilTrue(
      'they have waited for two seconds',
      `SELECT max(now() - waitstart) > '2.5 s' FROM pg_locks WHERE NOT granted`,
    )
    return {
      target: { system: 'postgres', name: names.systems.database, kind: 'session', id: { pid: migration.pid } },
      async heal() {
        // In this order, else the migration gets its lock.
        await migration.end()
        await report.end()
      },
    }
  },
}
