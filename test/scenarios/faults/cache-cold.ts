import type { Scenario } from '../scenario.ts'
import { settle } from '../service-answers.ts'

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
    const bio = 'x'.repeat(400)
    const pipeline = redis.pipeline()
    for (let id = 1; id <= USERS; id += 1) {
      const user = { id: String(id), email: `user${id}@example.com`, name: `User ${id}`, bio, version: 1 }
      pipeline.set(`${names.cachePrefix}user:${id}`, JSON.stringify(user), 'EX', 3600)
    }
    await pipeline.exec()
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
