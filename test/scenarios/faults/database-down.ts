import { until } from '../../bench/machine/until.ts'
import type { Scenario } from '../scenario.ts'
import { isReady } from '../service-answers.ts'

export const databaseDown: Scenario = {
  name: 'database-down',
  story: 'the database server was killed',
  cause: 'database-down',
  remedy: 'manual',
  async inject(stage) {
    await stage.bench.postgres.kill()
    await until('the service is not ready', async () => !(await isReady(stage)))
    return {
      target: { system: 'postgres', name: stage.names.systems.database },
      heal: () => stage.bench.postgres.start(),
    }
  },
}
