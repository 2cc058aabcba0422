import { until } from '../../bench/machine/until.ts'
import type { Scenario } from '../scenario.ts'

export const lockBlocker: Scenario = {
  name: 'lock-blocker',
  story: 'a session idle in transaction holds a lock on the table of users, and every writer waits for it',
  cause: 'lock-blocker',
  remedy: 'command',
  async inject({ postgres, names, dressing }) {
    const { users } = names.tables
    const session = await postgres.session(dressing === 'plain' ? 'psql' : 'DBeaver 24.2')
    await session.client.query('BEGIN')
    // A lock of the whole table, or of the rows that everybody asks for.
    const lock = `LOCK TABLE ${users} IN SHARE ROW EXCLUSIVE MODE`
    await session.client.query(dressing === 'plain' ? lock : `UPDATE ${users} SET bio = bio WHERE id <= 1000`)
    await until('three sessions wait', async () => (await postgres.waiting()) >= 3)
    // Three that wait for a moment are nothing yet.
    await postgres.untilTrue(
      'they have waited for two seconds',
      `SELECT max(now() - waitstart) > '2.5 s' FROM pg_locks WHERE NOT granted`,
    )
    return {
      target: { system: 'postgres', name: names.systems.database, kind: 'session', id: { pid: session.pid } },
      heal: () => session.end(),
    }
  },
}
