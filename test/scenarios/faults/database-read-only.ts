import { until } from '../../bench/machine/until.ts'
import type { Scenario } from '../scenario.ts'

export const databaseReadOnly: Scenario = {
  name: 'database-read-only',
  story: 'the database was made read-only for maintenance, and nobody took it back',
  cause: 'database-read-only',
  remedy: 'command',
  mayChange: /^postgres setting default_transaction_read_only /,
  async inject({ postgres, names, deployment }) {
    await postgres.sql('ALTER SYSTEM SET default_transaction_read_only = on')
    await postgres.sql('SELECT pg_reload_conf()')
    await until('writes fail', async () => deployment.service.log().includes('in a read-only transaction'))
    return {
      target: { system: 'postgres', name: names.systems.database },
      async heal() {
        await postgres.sql('ALTER SYSTEM RESET default_transaction_read_only')
        await postgres.sql('SELECT pg_reload_conf()')
      },
    }
  },
}
