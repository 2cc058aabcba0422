import { until } from '../../bench/machine/until.ts'
import type { Scenario } from '../scenario.ts'
import { isReady } from '../service-answers.ts'

export const databaseRefusesPassword: Scenario = {
  name: 'database-refuses-password',
  story: 'the password of the application was changed in the database only',
  cause: 'database-refuses-password',
  remedy: 'manual',
  async inject(stage) {
    const { postgres, names } = stage
    const { user, password } = names.app
    await postgres.sql(`ALTER ROLE ${user} PASSWORD 'rotated-by-somebody'`)
    await postgres.sql(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = '${user}'`)
    await until('the service is not ready', async () => !(await isReady(stage)))
    return {
      target: { system: 'postgres', name: names.systems.database },
      heal: async () => {
        await postgres.sql(`ALTER ROLE ${user} PASSWORD '${password}'`)
      },
    }
  },
}
