import { describe, expect, it } from 'vitest'
import { dependenciesOf, type Variable } from './environment-of.ts'

const own = 'pod-env:users/Deployment/user-service/app'

function redisOf(variables: Readonly<Record<string, Variable>>) {
  return dependenciesOf(variables).redis.map(({ config }) => config)
}

describe('a Redis', () => {
  it.each([
    ['a URL', { REDIS_URL: 'redis://cache:6379/1' }, { url: 'redis://cache:6379/1' }],
    ['a URL with TLS', { REDIS_URL: 'rediss://cache:6380' }, { url: 'rediss://cache:6380' }],
    ['a URL with a password', { REDIS_URL: 'redis://:hush@cache' }, { url: `${own}/REDIS_URL` }],
    [
      'a URL and a password beside it',
      { REDIS_URL: 'redis://cache', REDIS_PASSWORD: 'hush' },
      { url: 'redis://cache', password: `${own}/REDIS_PASSWORD` },
    ],
    [
      'host and port',
      { REDIS_HOST: 'cache', REDIS_PORT: '6380', REDIS_DB: '3', REDIS_TLS: 'true' },
      { host: 'cache', port: 6380, database: 3, tls: true },
    ],
    ['a host with its port', { APP_REDIS_ADDR: 'cache:6380' }, { host: 'cache', port: 6380 }],
    ['the words of Spring', { SPRING_REDIS_HOST: 'cache', SPRING_REDIS_SSL: 'true' }, { host: 'cache', tls: true }],
    [
      'the words of Spring Boot 3',
      { SPRING_DATA_REDIS_HOST: 'cache', SPRING_DATA_REDIS_USERNAME: 'app' },
      { host: 'cache', username: 'app' },
    ],
    ['a cache that says what it is', { CACHE_DRIVER: 'redis', CACHE_HOST: 'cache' }, { host: 'cache' }],
    ['a cache by its URL', { CACHE_URL: 'redis://cache/2' }, { url: 'redis://cache/2' }],
    [
      'a list of nodes',
      { REDIS_CLUSTER_NODES: 'cache:7000,cache-2:7000' },
      { cluster: { nodes: ['cache:7000', 'cache-2:7000'] } },
    ],
    [
      'a host that is a cluster',
      { REDIS_HOST: 'cache', REDIS_CLUSTER_ENABLED: 'true' },
      { cluster: { nodes: ['cache:6379'] } },
    ],
    [
      'Sentinels',
      { REDIS_SENTINELS: 'cache:26379, cache-2', REDIS_SENTINEL_MASTER: 'mymaster' },
      { sentinel: { nodes: ['cache:26379', 'cache-2:26379'], master: 'mymaster' } },
    ],
    [
      'a URL of Sentinels',
      { REDIS_URL: 'redis-sentinel://cache:26379,cache-2:26379/0#mymaster' },
      { url: 'redis-sentinel://cache:26379,cache-2:26379/0#mymaster' },
    ],
    [
      'a URL of Sentinels with a master beside it',
      { REDIS_URL: 'redis+sentinel://:hush@cache:26379/0', REDIS_MASTER_NAME: 'mymaster' },
      { sentinel: { nodes: ['cache:26379'], master: 'mymaster' }, password: `${own}/REDIS_URL#password` },
    ],
    [
      'Sentinels as Celery lists them',
      { CELERY_BROKER_URL: 'sentinel://cache:26379;sentinel://cache-2:26379', REDIS_SENTINEL_MASTER: 'mymaster' },
      { sentinel: { nodes: ['cache:26379', 'cache-2:26379'], master: 'mymaster' } },
    ],
    [
      'nodes of Sentinels that are not used',
      { REDIS_HOST: 'cache', REDIS_SENTINEL_ENABLED: 'false', REDIS_SENTINEL_NODES: 'x:1' },
      { host: 'cache' },
    ],
    ['a text of .NET', { ConnectionStrings__Redis: 'cache:6379' }, { host: 'cache', port: 6379 }],
  ])('is understood from %s', (_, variables: Record<string, string>, config) => {
    expect(redisOf(variables)).toEqual([{ name: 'cache', ...config }])
  })

  it('is one where several variables name databases of it', () => {
    const variables = {
      REDIS_URL: 'redis://cache:6379/0',
      SIDEKIQ_REDIS_URL: 'redis://cache.users.svc/1',
      CACHE_REDIS_HOST: 'cache',
    }
    expect(redisOf(variables)).toHaveLength(1)
  })

  it('is two where two are named', () => {
    expect(
      redisOf({ SESSION_REDIS_HOST: 'sessions', QUEUE_REDIS_URL: 'redis://queue' }).map(({ name }) => name),
    ).toEqual(['sessions', 'queue'])
  })

  it('is inside the pod at a loopback address or a socket', () => {
    const found = dependenciesOf({ REDIS_HOST: '127.0.0.1', CACHE_URL: 'redis+socket:///var/run/redis.sock' }).redis
    expect(found.map(({ inPod }) => inPod)).toEqual([true, true])
  })

  it('is referred to where its URL stands in a Secret', () => {
    expect(redisOf({ REDIS_URL: { secret: 'cache/url' } })).toEqual([
      { name: 'user-service-redis', url: 'secret:users/cache/url' },
    ])
  })

  it('is nothing where it is switched off, or only the server itself', () => {
    expect(redisOf({ REDIS_ENABLED: 'false', REDIS_HOST: 'cache' })).toEqual([])
    expect(redisOf({ REDIS_PASSWORD: { secret: 'cache/password' } })).toEqual([])
  })

  it('takes a password that stands alone, if it lacks one', () => {
    expect(redisOf({ CACHE_REDIS_HOST: 'cache', REDIS_PASSWORD: { secret: 'cache/password' } })).toEqual([
      { name: 'cache', host: 'cache', password: 'secret:users/cache/password' },
    ])
  })

  it('is not what another cache is', () => {
    expect(dependenciesOf({ CACHE_HOST: 'memcached', CACHE_PORT: '11211', CACHE_TTL: '60' }).redis).toEqual([])
  })
})
