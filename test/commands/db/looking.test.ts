import pg from 'pg'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { BENCH_START_TIMEOUT_MS, type Bench, startBench } from '../../bench/bench.ts'
import { describeOnBench } from '../../bench/require-bench.ts'
import { listing, tableIn, usrops } from './program.ts'

await describeOnBench(['postgres', 'pgbouncer'], 'usrops db', () => {
  let bench: Bench<'postgres' | 'pgbouncer'>
  let clients: pg.Client[] = []

  beforeAll(async () => {
    bench = await startBench({ postgres: true, pgbouncer: { poolSize: 1 } })
  }, BENCH_START_TIMEOUT_MS)

  afterAll(async () => {
    await Promise.all(clients.map((client) => client.end().catch(() => undefined)))
    clients = []
    await bench.stop()
  })

  const session = async (application: string, url = bench.postgres.url) => {
    const client = new pg.Client({ connectionString: url, application_name: application })
    client.on('error', () => undefined)
    await client.connect()
    clients.push(client)
    return client
  }

  it('connections shows who holds them, through a pooler as well', async () => {
    await Promise.all(['leaky', 'leaky', 'leaky'].map((name) => session(name)))
    await (await session('leaky')).query('BEGIN')
    for (const DATABASE_URL of [bench.postgres.monitorUrl, bench.pgbouncer.monitorUrl]) {
      const { rows, title } = tableIn(await listing({ DATABASE_URL }, 'db', 'connections'), /usable connections/)
      expect(title).toMatch(/^\d+ of 35 usable connections in use \(max_connections 40\)$/)
      expect(rows).toContainEqual(
        expect.objectContaining({ application: 'leaky', user: 'app', state: 'idle', connections: 3 }),
      )
      expect(rows).toContainEqual(
        expect.objectContaining({ application: 'leaky', state: 'idle in transaction', connections: 1, share: 1 / 35 }),
      )
    }
  })

  it('takes what it may not see for unknown, and says which right would help', async () => {
    const { stdout, code } = await usrops({ DATABASE_URL: bench.postgres.url }, 'db', 'connections')
    expect(stdout).toMatch(/APPLICATION +USER +.*STATE/)
    expect(code).toBe(0)
  })

  it('ends with 7 where a database could not be asked at all, and shows the other', async () => {
    const away = { DATABASE_URL: bench.postgres.monitorUrl, REPLICA_DATABASE_URL: 'postgres://a:b@127.0.0.1:1/users' }
    const { stdout, code } = await usrops(away, 'db', 'connections')
    expect(stdout).toContain('usable connections in use')
    expect(stdout).toMatch(/not asked: service-db-replica: 127\.0\.0\.1:1 is not reachable from here/)
    expect(code).toBe(7)
  })

  it('says what to type where there is no database to look at', async () => {
    const { stderr, code } = await usrops({ REDIS_URL: 'redis://127.0.0.1:1' }, 'db', 'connections')
    expect(stderr).toMatch(/there is no postgres in what is known of .*\nhint: .*DATABASE_URL/)
    expect(code).toBe(2)
  })

  it('knows its columns', async () => {
    const { stderr, code } = await usrops({ DATABASE_URL: bench.postgres.url }, 'db', 'connections', '--sort', 'colour')
    expect(stderr).toMatch(/there is no column colour\nhint: columns: application, user, /)
    expect(code).toBe(2)
  })
})
