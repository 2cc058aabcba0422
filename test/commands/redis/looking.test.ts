import { Redis } from 'ioredis'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { aclOfKeys, aclOfLook } from '../../../src/clients/redis/roles.ts'
import { BENCH_START_TIMEOUT_MS } from '../../bench/bench.ts'
import { openRunFolder, removeRunFolder } from '../../bench/machine/run-folder.ts'
import { type RedisCluster, startRedisCluster } from '../../bench/redis/cluster.ts'
import { type RedisServer, startRedis } from '../../bench/redis/server.ts'
import { describeOnBench } from '../../bench/require-bench.ts'
import { listing, tableIn, usrops } from '../program.ts'

await describeOnBench(['redis'], 'usrops redis', () => {
  const dir = openRunFolder()
  let server: RedisServer
  let cluster: RedisCluster
  let admin: Redis

  beforeAll(async () => {
    const settings = { 'maxmemory-policy': 'allkeys-lfu', 'slowlog-log-slower-than': 0 }
    server = await startRedis({ dir, password: 'admin', maxmemory: '100mb', settings })
    cluster = await startRedisCluster({ dir })
    admin = new Redis(server.url)
    await fill(admin)
  }, BENCH_START_TIMEOUT_MS)

  afterAll(async () => {
    admin.disconnect()
    await Promise.all([server.stop(), cluster.stop()])
    removeRunFolder(dir)
  })

  const env = () => ({ REDIS_URL: server.url })
  const as = async (user: string, ...commands: readonly (readonly string[])[]) => {
    for (const [verb = '', ...words] of commands) await admin.call(verb, ...words)
    return { REDIS_URL: `redis://${user}:look@${server.host}:${server.port}` }
  }

  it('status and memory show the server as it is', async () => {
    const status = await listing(env(), 'redis', 'status')
    expect(tableIn(status, /1 master, 0 replicas/).rows).toMatchObject([{ role: 'master', keys: 3061 }])
    expect(tableIn(status, /nothing is wrong/).rows.map(({ state }) => state)).not.toContain(null)
    const memory = await listing(env(), 'redis', 'memory')
    expect(tableIn(memory, /of the limit/).rows).toMatchObject([{ policy: 'allkeys-lfu', atLimit: 'evicts' }])
    const parts = tableIn(memory, 'made of').rows
    expect(parts.reduce((all, { share }) => all + Number(share), 0)).toBeCloseTo(1, 1)
  })

  it('slowlog shows commands and kinds of keys, never an argument', async () => {
    const shown = await listing(env(), 'redis', 'slowlog', '--limit', '200')
    expect(tableIn(shown, 'one by one').rows).toContainEqual(expect.objectContaining({ command: 'get', key: 'cart:…' }))
    expect(JSON.stringify(shown)).not.toMatch(/alice|secret-value/)
  })

  it('list counts keys by the shape of their names, literally below a prefix, and never tells whose they are', async () => {
    const all = await listing(env(), 'redis', 'list', '')
    expect(tableIn(all, 'all 3,061 keys').rows.map(({ shape, keys, types }) => [shape, keys, types])).toEqual([
      ['session:[number]', 3000, 'string'],
      ['user:[e-mail]:[word]', 50, 'hash'],
      ['cart:[number]', 10, 'string'],
      ['[text]:[number]', 1, 'string'],
    ])
    expect(JSON.stringify(all)).not.toMatch(/alice|secret-value/)
    const { tables } = await listing(env(), 'redis', 'list', 'a*b')
    expect(tables[0]?.title).toBe('1 key begins with a*b, of all 3,061 keys')
  })

  it('list stops where it is told to, and says how much it has seen', async () => {
    const { tables } = await listing(env(), 'redis', 'list', 'session:', '--most', '1000')
    expect(tables[0]?.title).toMatch(/^[\d,]+ keys begin with session:, of about 1,0\d\d looked at of 3,061$/)
  })

  it('ttl audit tells keys that never expire from those that do', async () => {
    const { rows } = tableIn(await listing(env(), 'redis', 'ttl', 'audit', '', '--words'), '61 keys never expire')
    expect(rows).toContainEqual(expect.objectContaining({ shape: 'user:[e-mail]:profile', permanent: 50, keys: 50 }))
    expect(rows).toContainEqual(expect.objectContaining({ shape: 'session:[number]', permanent: 0, hour: 3000 }))
  })

  it('hot shows the key that is used most, and without LFU says why it cannot', async () => {
    const hot = await listing(env(), 'redis', 'hot')
    expect(tableIn(hot, /hot keys?/).rows[0]).toMatchObject({ shape: 'cart:[number]' })
    expect(tableIn(hot, 'commands by the time').rows).toContainEqual(expect.objectContaining({ command: 'get' }))
    await admin.config('SET', 'maxmemory-policy', 'noeviction')
    const { notAsked, tables } = await listing(env(), 'redis', 'hot')
    await admin.config('SET', 'maxmemory-policy', 'allkeys-lfu')
    expect(notAsked).toMatchObject([{ reason: expect.stringContaining('its policy is noeviction') }])
    expect(tables).toHaveLength(1)
  })

  it('asks every server that owns keys of a cluster', async () => {
    const client = new Redis.Cluster(cluster.masters.map(({ port }) => ({ host: '127.0.0.1', port })))
    await Promise.all(Array.from({ length: 300 }, (_, index) => client.set(`user:${index}`, 'x')))
    client.disconnect()
    const REDIS_URL = `redis+cluster://127.0.0.1:${cluster.masters[0]?.port}`
    const { tables } = await listing({ REDIS_URL }, 'redis', 'list', 'user:')
    expect(tables[0]?.title).toBe('300 keys begin with user:, of all 300 keys')
  })

  it('needs no more than the printed user, and changes nothing with it', async () => {
    const printed = await as('usrops', aclOfLook('usrops', 'look'), aclOfKeys('usrops'))
    const before = await admin.info('persistence')
    for (const words of [['status'], ['memory'], ['slowlog'], ['hot'], ['list', ''], ['ttl', 'audit', '']]) {
      const { tables, notAsked } = await listing(printed, 'redis', ...words)
      expect(tables.length).toBeGreaterThan(0)
      expect(notAsked).toEqual([])
    }
    expect(JSON.stringify(await admin.call('ACL', 'LOG'))).not.toContain('usrops')
    const changes = (info: string) => /rdb_changes_since_last_save:\d+/.exec(info)?.[0]
    expect(changes(await admin.info('persistence'))).toBe(changes(before))
  })

  it('says which right is missing', async () => {
    const bare = await as('bare', aclOfLook('bare', 'look'))
    const { stdout, code } = await usrops(bare, 'redis', 'list', '')
    expect(stdout).toMatch(/not asked: .*does not let user bare run SCAN.*: ACL SETUSER bare \+scan/s)
    expect(code).toBe(7)
    const keyless = await as('keyless', aclOfLook('keyless', 'look'), ['ACL', 'SETUSER', 'keyless', '+scan', '+pttl'])
    const { notAsked } = await listing(keyless, 'redis', 'ttl', 'audit', '')
    expect(notAsked).toMatchObject([{ grant: 'ACL SETUSER keyless ~*' }])
  })
})

/** Sessions that expire, profiles that do not, one cart that everybody looks at, and a name that looks like a pattern. */
async function fill(client: Redis): Promise<void> {
  const writes = client.pipeline()
  for (let index = 0; index < 3000; index++) writes.set(`session:${index}`, 'secret-value', 'EX', 3000)
  for (let index = 0; index < 50; index++)
    writes.hset(`user:alice${index}@example.org:profile`, { city: 'secret-value' })
  for (let index = 0; index < 10; index++) writes.set(`cart:${index}`, 'secret-value')
  writes.set('a*b:1', 'secret-value')
  for (let index = 0; index < 2000; index++) writes.get('cart:1')
  await writes.exec()
}
