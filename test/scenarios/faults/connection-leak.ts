import { USUAL_LOAD } from '../callers.ts'
import type { Scenario } from '../scenario.ts'

export const connectionLeak: Scenario = {
  name: 'connection-leak',
  story: 'the service opens a connection for each write and never closes it, until the database has none left',
  cause: 'connections-exhausted',
  remedy: 'command',
  through: 'direct',
  async inject({ postgres, names, deployment }) {
    await deployment.deploy({ LEAK: 'raw' })
    // After the burst it leaks slowly, as leaks do: whoever ends the leaked sessions has won an hour.
    deployment.load({ ratePerSecond: 25, mix: { read: 88, search: 10, write: 1 } })
    const end = deployment.moreLoad({ ratePerSecond: 25, mix: { write: 1 } })
    await postgres.untilTrue(
      'no connection is left for the service',
      `SELECT count(*) >= current_setting('max_connections')::int - 4 FROM pg_stat_activity WHERE backend_type = 'client backend'`,
    )
    end()
    return {
      target: { system: 'postgres', name: names.systems.database },
      async heal() {
        deployment.load(USUAL_LOAD)
        await deployment.rollback()
      },
    }
  },
}
