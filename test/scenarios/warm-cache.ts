import type { Redis } from 'ioredis'
import type { Names } from './names.ts'

/** Fills the cache as it would be after days under load. */
export async function warmCache(redis: Redis, names: Names, users: number, bytes = 320): Promise<void> {
  const bio = 'x'.repeat(bytes)
  const pipeline = redis.pipeline()
  for (let id = 1; id <= users; id += 1) {
    const user = { id: String(id), email: `user${id}@example.com`, name: `User ${id}`, bio, version: 1 }
    pipeline.set(`${names.cachePrefix}user:${id}`, JSON.stringify(user), 'EX', 3600)
  }
  await pipeline.exec()
}
