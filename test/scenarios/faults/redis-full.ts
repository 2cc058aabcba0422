import type { Scenario } from '../scenario.ts'
import { logged } from '../service-answers.ts'
import { warmCache } from '../warm-cache.ts'

export const redisFull: Scenario = {
  name: 'redis-full',
  story: 'Redis has reached its memory limit and may not evict anything',
  cause: 'redis-full',
  remedy: 'command',
  mayChange: /^redis config maxmemory/,
  async inject(stage) {
    const { redis, names } = stage
    // Twenty megabytes: a Redis that holds next to nothing is full of its own buffers only.
    await warmCache(redis, names, 5000, 4000)
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
