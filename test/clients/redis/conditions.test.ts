import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { Redis } from 'ioredis'
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openRunFolder, removeRunFolder } from '../../bench/machine/run-folder.ts'
import { until } from '../../bench/machine/until.ts'
import { type RedisServer, startRedis } from '../../bench/redis/server.ts'
import { found, judged, lookAt, settingsFor } from './looking.ts'

const dir = openRunFolder()
let count = 0
let server: RedisServer
let admin: Redis

async function start(options: Parameters<typeof startRedis>[0] = {}) {
  count += 1
  const settings = { 'enable-debug-command': 'yes', 'enable-protected-configs': 'yes', ...options.settings }
  return startRedis({ dir, name: `redis-${count}`, ...options, settings })
}

beforeEach(async () => {
  server = await start()
  admin = new Redis(server.url)
  admin.on('error', () => undefined)
})

afterEach(async () => {
  admin.disconnect()
  await server.stop()
})

afterAll(() => removeRunFolder(dir))

const look = () => lookAt(settingsFor(server))

async function fill(keys: number, bytes: number, ttlSeconds?: number) {
  const pipeline = admin.pipeline()
  const value = 'x'.repeat(bytes)
  for (let key = 0; key < keys; key += 1)
    ttlSeconds === undefined ? pipeline.set(`key:${key}`, value) : pipeline.set(`key:${key}`, value, 'EX', ttlSeconds)
  await pipeline.exec()
}

describe('a healthy server', () => {
  it('has nothing wrong, in one look and in two', async () => {
    await fill(2000, 100)
    await Promise.all(Array.from({ length: 2000 }, (_, key) => admin.get(`key:${key}`)))
    const before = await look()
    await Promise.all(Array.from({ length: 2000 }, (_, key) => admin.get(`key:${key}`)))
    const after = await look()
    expect(judged(before).filter(({ answer }) => answer !== 'ok')).toEqual([])
    expect(judged(after, before).filter(({ answer }) => answer !== 'ok')).toEqual([])
  })
})

describe('a condition made real', () => {
  it('finds memory at its limit where nothing may be evicted, and the writes it refuses', async () => {
    await admin.config('SET', 'maxmemory', '20mb')
    const before = await look()
    await fill(30_000, 1000)
    const after = await look()
    expect(found(after, before)).toMatchObject({
      'redis.memory-limit': [expect.stringMatching(/^critical: memory at \d+ % .* of 20 MB\), policy noeviction/)],
      'redis.refused-writes': [expect.stringMatching(/^critical: .* with OOM/)],
    })
    expect(judged(after).find(({ check }) => check === 'redis.refused-writes')?.wantsSecondLook).toBe(true)
  })

  it('finds a cache that evicts much, and does not call it full', async () => {
    await admin.config('SET', 'maxmemory', '20mb', 'maxmemory-policy', 'allkeys-lru')
    await fill(10_000, 1000)
    const before = await look()
    await fill(30_000, 1000)
    expect(found(await look(), before)).toEqual({
      'redis.evictions': [expect.stringMatching(/^warning: .* evicted at a limit of 20 MB \(allkeys-lru\)/)],
    })
  })

  it('finds a volatile policy without volatile keys as full', async () => {
    await admin.config('SET', 'maxmemory', '20mb', 'maxmemory-policy', 'volatile-lru')
    await fill(30_000, 1000)
    expect(found(await look())['redis.memory-limit']).toEqual([
      expect.stringMatching(/next to no key that expires \(0 of \d+\)/),
    ])
  })

  it('finds clients that are turned away, and who holds the connections', async () => {
    await admin.config('SET', 'maxclients', 12)
    const before = await look()
    const open = () => {
      const client = new Redis(server.url, { connectionName: 'user-service', retryStrategy: null })
      client.on('error', () => undefined)
      return client
    }
    const held = Array.from({ length: 11 }, open)
    await Promise.all(held.map((client) => client.ping()))
    await expect(open().ping()).rejects.toThrow()
    // Room for us alone.
    await held.pop()?.quit()
    await until('one left', async () => (await admin.info('clients')).includes('connected_clients:11'))
    const after = await look()
    for (const client of held) client.disconnect()
    expect(found(after, before)).toEqual({
      'redis.client-limit': [expect.stringMatching(/^critical: 12 of 12 .*; user-service from 127.0.0.1 holds 10$/)],
      'redis.rejected-clients': [expect.stringMatching(/^critical: \d clients turned away .* maxclients 12/)],
    })
  })

  it('finds that saving fails and every write is refused with it', async () => {
    const gone = join(dir, `gone-${count}`)
    mkdirSync(gone)
    await admin.config('SET', 'dir', gone, 'save', '3600 1')
    rmSync(gone, { recursive: true })
    await admin.set('key', 'value')
    await admin.bgsave()
    await until('the snapshot failed', async () => (await admin.info('persistence')).includes('bgsave_status:err'))
    await expect(admin.set('key', 'value')).rejects.toThrow('MISCONF')
    expect(found(await look())).toEqual({
      'redis.persistence-failing': [
        expect.stringMatching(/^critical: the last snapshot failed.*every write is refused \(MISCONF\)$/),
      ],
    })
  })

  it('finds a server that loads, with its progress', async () => {
    await fill(20_000, 10)
    await admin.save()
    await admin.config('SET', 'key-load-delay', '200', 'loading-process-events-interval-bytes', '1024')
    const reloading = admin.call('DEBUG', 'RELOAD', 'NOSAVE').catch(() => undefined)
    await sleep(300)
    const during = await look()
    expect(found(during)['redis.loading']).toEqual([
      expect.stringMatching(/^critical: loading its data from disk \(\d+ %/),
    ])
    await reloading
    expect(found(await look())['redis.loading']).toBeUndefined()
  })

  it('finds a slow command, who sent it, and nothing of its arguments', async () => {
    await admin.client('SETNAME', 'reporting')
    await admin.call('DEBUG', 'SLEEP', '0.2')
    await admin.config('SET', 'slowlog-log-slower-than', 0)
    await admin.get('session:8d2ab7f0-anna@example.org')
    await admin.config('SET', 'slowlog-log-slower-than', 10_000)
    const seen = await look()
    expect(found(seen)).toEqual({
      'redis.slow-commands': [
        expect.stringMatching(/^warning: 1 commands over 50 ms .* DEBUG SLEEP.* by reporting \(127\.0\.0\.1\)/),
      ],
    })
    expect(JSON.stringify(seen)).toContain('session:…')
    expect(JSON.stringify(seen)).not.toMatch(/anna|8d2ab7f0/)
  })

  it('finds a script that keeps everybody waiting', async () => {
    await admin.config('SET', 'busy-reply-threshold', 50)
    const other = new Redis(server.url)
    const script = other.eval('while true do end', 0).catch(() => undefined)
    await sleep(200)
    const seen = await look()
    await admin.call('SCRIPT', 'KILL')
    await script
    other.disconnect()
    expect(found(seen)).toEqual({ 'redis.refusing-commands': [expect.stringMatching(/BUSY/)] })
  })

  it('finds a cache that was emptied, by the look-ups that miss', async () => {
    const ask = () => Promise.all(Array.from({ length: 2000 }, (_, key) => admin.get(`key:${key}`)))
    await fill(2000, 100)
    await ask()
    const before = await look()
    await admin.flushall()
    await ask()
    expect(found(await look(), before)).toEqual({
      'redis.hit-ratio': [
        expect.stringMatching(/^warning: 0 % .*, 100 % before; the cache was emptied .* holds 0 keys$/),
      ],
    })
  })

  it('finds a replica that lost its master', async () => {
    const replica = await start({ settings: { replicaof: `127.0.0.1 ${server.port}` } })
    const own = new Redis(replica.url)
    await until('in sync', async () => (await own.info('replication')).includes('master_link_status:up'))
    expect(found(await lookAt(settingsFor(replica)))).toEqual({})
    await server.kill()
    await sleep(11_500)
    const seen = found(await lookAt(settingsFor(replica)))
    own.disconnect()
    await replica.stop()
    expect(seen).toEqual({
      'redis.replica-link': [expect.stringMatching(/^warning: replica without its master 127.0.0.1:\d+ for 1\d s/)],
    })
  })
})
