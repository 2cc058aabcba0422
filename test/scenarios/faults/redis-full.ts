import type { Scenario } from '../scenario.ts'
import { logged } from '../service-answers.ts'

export const redisFull: Scenario = {
  name: 'redis-full',
  story: 'Redis has reached its memory limit and may not evict anything',
  cause: 'redis-full',
  remedy: 'command',
  mayChange: /^redis config maxmemory/,
  async inject(stage) {
    const { redis, names } = stage
    const used = Number(/used_memory:(\d+)/.exec(await redis.info('memory'))?.[1])
    await redis.config('SET', 'maxmemory-policy', 'noeviction')
    await redis.config('SET', 'maxmemory', String(Math.round(used * 0.95)))
    await logged(stage, 'OOM command not allowed')
    return {
      target: { system: 'redis', name: names.systems.redis },
      async heal() {
        await redis.config('SET', 'maxmemory', '0')
        await redis.config('SET', 'maxmemory-policy', 'noeviction')
      },
    }
  },
}
