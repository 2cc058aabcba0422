import { until } from '../../bench/machine/until.ts'
import type { Scenario } from '../scenario.ts'

export const poolerSaturated: Scenario = {
  name: 'pooler-saturated',
  story: 'PgBouncer was left with two server connections, and two long statements hold them',
  cause: 'connections-exhausted',
  remedy: 'command',
  through: 'pooler',
  mayChange: /^pooler /,
  async inject({ postgres, names }) {
    await postgres.pooler('SET default_pool_size = 2')
    await postgres.pooler('RECONNECT')
    const reports = [
      await postgres.session('export-job', 'pgbouncer'),
      await postgres.session('export-job', 'pgbouncer'),
    ]
    for (const { client } of reports) client.query('SELECT pg_sleep(300)').catch(() => undefined)
    await until('clients wait for two seconds', async () => {
      const pools = await postgres.pooler<{ cl_waiting: string; maxwait: string }>('SHOW POOLS')
      return pools.some(({ cl_waiting, maxwait }) => Number(cl_waiting) >= 2 && Number(maxwait) >= 2)
    })
    return {
      target: { system: 'pgbouncer', name: names.systems.pooler },
      async heal() {
        await Promise.all(reports.map(({ client }) => client.end().catch(() => undefined)))
        // A statement outlives the client that went away.
        await postgres.sql(
          "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query = 'SELECT pg_sleep(300)'",
        )
        await postgres.pooler('SET default_pool_size = 20')
      },
    }
  },
}
