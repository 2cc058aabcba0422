import type { Scenario } from '../scenario.ts'
import { settle } from '../service-answers.ts'
import { warmCache } from '../warm-cache.ts'

const USERS = 20_000

export const cacheCold: Scenario = {
  name: 'cache-cold',
  story: 'the cache was flushed under load, and every read goes to the database',
  cause: 'cache-cold',
  remedy: 'manual',
  async inject({ redis, names, deployment, postgres, dressing, bench }) {
    // As it was after weeks.
    await postgres.sql(`INSERT INTO ${names.tables.users} (email, name, password_hash)
      SELECT 'cold' || n || '@example.com', 'Cold ' || n, 'none' FROM generate_series(1, ${USERS}) AS n`)
    await warmCache(redis, names, USERS, 2000)
    const end = deployment.moreLoad({ ratePerSecond: 120, mix: { read: 1 }, users: USERS })
    await settle(4000)
    if (dressing === 'plain') await redis.flushall()
    else await bench.redis.restart()
    await settle(2000)
    return {
      target: { system: 'redis', name: names.systems.redis },
      async heal() {
        end()
        await postgres.sql(`DELETE FROM ${names.tables.users} WHERE email LIKE 'cold%'`)
      },
    }
  },
}
