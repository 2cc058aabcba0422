import { until } from '../../bench/machine/until.ts'
import type { Scenario } from '../scenario.ts'
import { isReady } from '../service-answers.ts'

export const redisDown: Scenario = {
  name: 'redis-down',
  story: 'the Redis server was killed',
  cause: 'redis-down',
  remedy: 'manual',
  async inject(stage) {
    await stage.bench.redis.kill()
    await until('the service is not ready', async () => !(await isReady(stage)))
    return {
      target: { system: 'redis', name: stage.names.systems.redis },
      heal: () => stage.bench.redis.start(),
    }
  },
}
