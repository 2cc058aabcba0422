import { afterAll, afterEach, beforeAll, expect, it } from 'vitest'
import { views } from '../../../src/views/index.ts'
import { blocking } from '../../../src/views/postgres/blocking.ts'
import { connections } from '../../../src/views/postgres/connections.ts'
import { lockCounts } from '../../../src/views/postgres/locks.ts'
import { replicationState } from '../../../src/views/postgres/replication.ts'
import { slow } from '../../../src/views/postgres/slow.ts'
import { status } from '../../../src/views/postgres/status.ts'
import { BENCH_START_TIMEOUT_MS } from '../../bench/bench.ts'
import { until } from '../../bench/machine/until.ts'
import { describeOnBench } from '../../bench/require-bench.ts'
import { statementsOf } from '../../safety/statements-of.ts'
import { tableIn, usrops } from '../program.ts'
import { listing } from './asking.ts'
import { Scene } from './scene.ts'

await describeOnBench(['postgres', 'pgbouncer'], 'usrops db', () => {
  let scene: Scene
  beforeAll(async () => {
    scene = await Scene.open()
  }, BENCH_START_TIMEOUT_MS)
  afterEach(() => scene.calm())
  afterAll(() => scene?.close())

  it('connections shows who holds them, through a pooler as well', async () => {
    await Promise.all(['leaky', 'leaky', 'leaky'].map((name) => scene.session(name)))
    await (await scene.session('leaky')).query('BEGIN')
    for (const env of scene.monitor) {
      const { rows, title } = tableIn(await listing(env, connections), /usable connections/)
      expect(title).toMatch(/^\d+ of 35 usable connections in use \(max_connections 40\)$/)
      const leaky = { application: 'leaky', user: 'app' }
      expect(rows).toContainEqual(expect.objectContaining({ ...leaky, state: 'idle', connections: 3 }))
      expect(rows).toContainEqual(
        expect.objectContaining({ ...leaky, state: 'idle in transaction', connections: 1, share: 1 / 35 }),
      )
    }
  })

  it('blocking shows the tree of who waits for whom, and names each session exactly', async () => {
    await scene.blocked()
    const started = await scene.asSuperuser(`
      SELECT application_name AS name,
             pid || '@' || to_char(backend_start AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS id
      FROM pg_stat_activity
      WHERE usename = 'app'`)
    const ids = Object.fromEntries(started.map(({ name, id }) => [name, id]))
    for (const env of scene.monitor) {
      const document = await listing(env, blocking)
      const { rows, title } = tableIn(document, /blocks/)
      expect(title).toMatch(/^1 session blocks 3 others, the longest for/)
      expect(rows.map(({ depth, session, application }) => [depth, session, application])).toEqual([
        [0, ids.psql, 'psql'],
        [1, ids.api, 'api'],
        [2, ids.migrations, 'migrations'],
        [3, ids.report, 'report'],
      ])
      expect(rows[0]).toMatchObject({ blocks: 3, holds: 'RowExclusiveLock on people', state: 'idle in transaction' })
      expect(rows[0]).not.toHaveProperty('waits')
      expect(rows[2]).toMatchObject({ wants: 'AccessExclusiveLock on people', waits: expect.any(Number) })
      expect(JSON.stringify(document)).not.toContain('secret-name')
    }
  })

  it('locks shows first what is waited for', async () => {
    await scene.blocked()
    const { rows, title } = tableIn(await listing(scene.application, lockCounts), /waited for/)
    expect(title).toMatch(/^3 locks waited for/)
    expect(rows[0]).toMatchObject({ on: 'people', mode: 'AccessExclusiveLock', waiting: 1, granted: 0 })
    const free = rows.find(({ on, mode }) => on === 'people' && mode === 'RowExclusiveLock')
    expect(free).toMatchObject({ waiting: 0, granted: 2, oldestHolder: expect.any(Number) })
    expect(free).not.toHaveProperty('longestWait')
  })

  it('status gives each aspect the state that a diagnosis would', async () => {
    const stateOf = async (aspect: string) =>
      tableIn(await listing(scene.application, status), /primary/).rows.find((row) => row.aspect === aspect)
    expect(await stateOf('longest blocked')).toEqual({ aspect: 'longest blocked', value: 'none', state: 'ok' })
    await scene.blocked()
    await until('the wait is critical', async () => (await stateOf('longest blocked'))?.state === 'critical')
    expect(await stateOf('WAL on disk')).toMatchObject({ value: { amount: null, kind: 'bytes' }, state: 'unknown' })
    expect(await stateOf('size of database')).toMatchObject({ value: { amount: expect.any(Number), kind: 'bytes' } })
  })

  it('slow shows what statements cost, in total and in between, without what was asked of whom', async () => {
    const client = await scene.session('api')
    const work = () => client.query(`SELECT count(*), pg_sleep(0.02) FROM people WHERE name = 'secret-name'`)
    await work()
    const total = await listing(scene.monitor[0] ?? {}, slow, { sort: 'mean' })
    const [first] = tableIn(total, /since/).rows.filter(({ statement }) => String(statement).includes('pg_sleep'))
    expect(first).toMatchObject({ calls: 1, user: 'app', mean: expect.any(Number) })
    expect(JSON.stringify(total)).not.toMatch(/secret-name|SET LOCAL|usrops \*\//)
    const watched = listing(scene.monitor[0] ?? {}, slow, { intervalMs: 600 })
    await new Promise((resolve) => setTimeout(resolve, 300))
    await Promise.all([work(), work()])
    const between = tableIn(await watched, /in \d/)
    expect(between.rows[0]).toMatchObject({ calls: 2, statement: expect.stringContaining('pg_sleep') })
  })

  it('replication shows the standby from both sides, and what slots keep', async () => {
    const both = { ...scene.monitor[0], REPLICA_DATABASE_URL: scene.bench.replica.monitorUrl }
    await until('the standby streams', async () => {
      const { rows } = tableIn(await listing(both, replicationState), /receiver of/)
      return rows[0]?.state === 'streaming'
    })
    await scene.asSuperuser(`SELECT pg_create_physical_replication_slot('gone', true)`)
    try {
      const seen = await listing(both, replicationState)
      expect(tableIn(seen, /1 slot, 1 without a reader/).rows[0]).toMatchObject({ slot: 'gone', active: false })
      expect(tableIn(seen, /^a standby/, 'service-db-replica').rows[0]).toMatchObject({ receiver: 'streaming' })
      const hidden = tableIn(await listing(scene.application, replicationState), /receiver of/)
      expect(hidden.rows[0]).toMatchObject({ state: null, notReplayed: null, lag: null })
      expect(hidden.notes).toEqual(['app may not see the state of replication: GRANT pg_monitor TO app'])
    } finally {
      await scene.asSuperuser(`SELECT pg_drop_replication_slot('gone')`)
    }
  })

  it('asks in transactions that are read-only and rolled back, and leaves a pooled connection as it was', async () => {
    const marker = scene.bench.postgres.log().length
    for (const view of views.filter(({ system }) => system === 'postgres')) await listing(scene.monitor[1] ?? {}, view)
    const statements = statementsOf(scene.bench.postgres.log().slice(marker), 'usrops/diagnose')
    expect(statements.length).toBeGreaterThan(50)
    const allowed = /^\/\* usrops \*\/\s+(BEGIN READ ONLY|SET LOCAL \w+_timeout = \d+|(SELECT|WITH)\b[\s\S]*|ROLLBACK)$/
    expect(statements.filter((statement) => !allowed.test(statement))).toEqual([])
  })

  it('ends with 7 where a database could not be asked at all, and shows the other', async () => {
    const away = { ...scene.monitor[0], REPLICA_DATABASE_URL: 'postgres://a:b@127.0.0.1:1/users' }
    const { stdout, code } = await usrops(away, 'db', 'connections')
    expect(stdout).toMatch(/^service-db: \d+ of 35 usable connections.*\nAPPLICATION +USER +DATABASE +STATE/)
    expect(stdout).toMatch(/not asked: service-db-replica: 127\.0\.0\.1:1 is not reachable from here/)
    expect(code).toBe(7)
  })

  it('says what to type where there is no database to look at', async () => {
    const { stderr, code } = await usrops({ REDIS_URL: 'redis://127.0.0.1:1' }, 'db', 'connections')
    expect(stderr).toMatch(/there is no postgres in what is known of .*\nhint: .*DATABASE_URL/)
    expect(code).toBe(2)
  })

  it('knows its columns', async () => {
    const { stderr, code } = await usrops(scene.application, 'db', 'connections', '--sort', 'colour')
    expect(stderr).toMatch(/there is no column colour\nhint: columns: application, user, /)
    expect(code).toBe(2)
  })
})
