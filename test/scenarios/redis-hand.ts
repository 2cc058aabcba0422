import { Redis } from 'ioredis'

/** A connection of the person who breaks things; it comes back by itself after Redis was down. */
export function redisHand(url: string): Redis {
  const redis = new Redis(url, {
    connectionName: 'bench',
    maxRetriesPerRequest: 1,
    retryStrategy: () => 200,
    lazyConnect: true,
  })
  redis.on('error', () => undefined)
  return redis
}
