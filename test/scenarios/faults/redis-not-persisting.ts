import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { until } from '../../bench/machine/until.ts'
import type { Scenario } from '../scenario.ts'
import { logged } from '../service-answers.ts'

export const redisNotPersisting: Scenario = {
  name: 'redis-not-persisting',
  story: 'Redis cannot write its snapshot and refuses every write since',
  cause: 'redis-not-persisting',
  // Why it cannot write, a person has to find out; allowing writes all the same would risk them.
  remedy: 'manual',
  async inject(stage) {
    const { redis, bench, names } = stage
    // Root may write everywhere, but nobody can rename a file over a folder.
    const inTheWay = join(bench.dir, 'redis', 'dump.rdb')
    rmSync(inTheWay, { force: true })
    mkdirSync(join(inTheWay, 'in-the-way'), { recursive: true })
    const saved = (status: string) => async () =>
      new RegExp(`rdb_bgsave_in_progress:0[^]*rdb_last_bgsave_status:${status}`).test(await redis.info('persistence'))
    await redis.config('SET', 'save', '3600 1')
    await redis.bgsave()
    await until('the snapshot fails', saved('err'))
    await logged(stage, 'MISCONF')
    return {
      target: { system: 'redis', name: names.systems.redis },
      async heal() {
        rmSync(inTheWay, { recursive: true, force: true })
        await redis.bgsave()
        await until('the snapshot succeeds', saved('ok'))
        await redis.config('SET', 'save', '')
        await redis.config('SET', 'stop-writes-on-bgsave-error', 'yes')
      },
    }
  },
}
