import type { Redis } from 'ioredis'
import type { Tables } from './configuration.ts'
import type { Database } from './database.ts'

/** Remembers who is logged in: the row for the record, the key in Redis for speed. */
export interface Sessions {
  start(sessionId: string, userId: string): Promise<void>
}

export function createSessions(
  database: Database,
  redis: Redis | null,
  { sessions }: Tables,
  options: { prefix: string; ttlSeconds: number },
): Sessions {
  return {
    async start(sessionId, userId) {
      await database.query(
        `INSERT INTO ${sessions} (id, user_id, expires_at)
         VALUES ($1, $2, now() + make_interval(secs => $3))`,
        [sessionId, userId, options.ttlSeconds],
      )
      await redis?.set(`${options.prefix}session:${sessionId}`, userId, 'EX', options.ttlSeconds)
    },
  }
}
