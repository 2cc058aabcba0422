import { Redis } from 'ioredis'
import type { RedisSettings } from './connection-settings.ts'
import { errorFields, type Log } from './log.ts'

/** The connection to Redis: it keeps trying, and a command fails after one reconnection instead of waiting for ever. */
export function openRedis(settings: RedisSettings, service: string, log: Log): Redis {
  const redis = new Redis({
    ...settings,
    connectionName: service,
    connectTimeout: 2000,
    commandTimeout: 2000,
    maxRetriesPerRequest: 1,
    retryStrategy: (attempt) => Math.min(attempt * 200, 2000),
  })
  redis.on('error', (error) => log.error('redis connection error', errorFields(error)))
  redis.on('ready', () => log.info('redis ready', { host: settings.host, port: settings.port }))
  return redis
}

export interface Cache {
  /** The value; undefined where it is not there or the cache is in trouble: a cache must not fail a read. */
  get(key: string): Promise<unknown>
  set(key: string, value: unknown): Promise<void>
  drop(key: string): Promise<void>
}

export function createCache(
  redis: Redis | null,
  options: { prefix: string; ttlSeconds: number },
  counted: (result: 'hit' | 'miss' | 'error') => void,
  log: Log,
): Cache {
  const name = (key: string) => `${options.prefix}${key}`
  const guarded = async <T>(command: string, key: string, call: (redis: Redis) => Promise<T>): Promise<T | null> => {
    if (!redis) return null
    try {
      return await call(redis)
    } catch (error) {
      counted('error')
      log.warn(`cache ${command} failed`, { key: name(key), ...errorFields(error) })
      return null
    }
  }
  return {
    async get(key) {
      const text = await guarded('get', key, (client) => client.get(name(key)))
      counted(text === null ? 'miss' : 'hit')
      return text === null ? undefined : JSON.parse(text)
    },
    async set(key, value) {
      const text = JSON.stringify(value)
      await guarded('set', key, (client) => client.set(name(key), text, 'EX', options.ttlSeconds))
    },
    async drop(key) {
      await guarded('del', key, (client) => client.del(name(key)))
    },
  }
}
