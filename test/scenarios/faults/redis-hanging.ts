import { until } from '../../bench/machine/until.ts'
import type { Scenario } from '../scenario.ts'
import { isReady } from '../service-answers.ts'

export const redisHanging: Scenario = {
  name: 'redis-hanging',
  story: 'Redis accepts connections and answers nobody',
  cause: 'redis-down',
  remedy: 'manual',
  async inject(stage) {
    stage.bench.redis.pause()
    await until('the service is not ready', async () => !(await isReady(stage)))
    return {
      target: { system: 'redis', name: stage.names.systems.redis },
      heal: async () => stage.bench.redis.resume(),
    }
  },
}
