import { describe, expect, test } from 'vitest'
import { parseRedisUrl } from '../../src/config/redis-url.ts'

function read(text: string): Record<string, unknown> {
  const { password, ...rest } = parseRedisUrl(text, 'REDIS_URL')
  return { ...rest, ...(password && { password: password.reveal() }) }
}

const single = { mode: 'single', address: { host: 'cache', port: 6379 }, database: 0, tls: false, native: true }
const sentinels = [
  { host: 'a', port: 26_379 },
  { host: 'b', port: 5000 },
]
const sentinel = { mode: 'sentinel', sentinels, master: 'main', database: 0, tls: false, native: false }

const readable: readonly (readonly [string, string, Record<string, unknown>])[] = [
  ['a host', 'redis://cache', single],
  ['TLS', 'rediss://cache:6380', { ...single, tls: true, address: { host: 'cache', port: 6380 } }],
  ['a password and a database', 'redis://:pw@cache/2', { ...single, password: 'pw', database: 2 }],
  ['a user of an ACL', 'redis://app:p%40w@cache', { ...single, username: 'app', password: 'p@w' }],
  ['the database as query', 'redis://cache?db=3', { ...single, database: 3, native: false }],
  ['IPv6', 'redis://[::1]:6379', { ...single, address: { host: '::1', port: 6379 } }],
  ['Valkey', 'valkey://cache', { ...single, native: false }],
  [
    'a socket',
    'unix:/run/redis.sock?db=1',
    { ...single, address: { host: '/run/redis.sock', port: 0 }, database: 1, native: false },
  ],
  [
    'a socket with slashes',
    'unix:///run/redis.sock',
    { ...single, address: { host: '/run/redis.sock', port: 0 }, native: false },
  ],
  ['Sentinels', 'redis+sentinel://:pw@a,b:5000/main/1', { ...sentinel, password: 'pw', database: 1 }],
  ['Sentinels as Lettuce writes them', 'redis-sentinel://a,b:5000/0#main', sentinel],
  [
    'a Cluster',
    'redis+cluster://a:1,b:2',
    {
      mode: 'cluster',
      nodes: [
        { host: 'a', port: 1 },
        { host: 'b', port: 2 },
      ],
      database: 0,
      tls: false,
      native: false,
    },
  ],
]

describe('reads', () => {
  test.each(readable)('%s', (_name, text, expected) => expect(read(text)).toEqual(expected))
})

const unreadable: readonly (readonly [string, string, string])[] = [
  ['no URL', 'canary', 'REDIS_URL is not a URL'],
  ['another system', 'amqp://u:canary@q', 'REDIS_URL is a URL of amqp://'],
  ['several hosts', 'redis://:canary@a:1,b:2', 'REDIS_URL names several hosts'],
  ['a database that is no number', 'redis://:canary@a/users', 'REDIS_URL has a database that is no number'],
  ['Sentinels without a master', 'redis+sentinel://:canary@a,b/0', 'REDIS_URL names no master'],
  ['a host that is none', 'redis://:canary@a:b:c', 'REDIS_URL has no readable host and port'],
]

describe('refuses, without the password', () => {
  test.each(unreadable)('%s', (_name, text, message) => {
    expect(() => read(text)).toThrow(expect.objectContaining({ message, exit: 'usage' }))
  })
})
