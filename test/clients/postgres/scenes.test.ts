import pg from 'pg'
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest'
import { BENCH_START_TIMEOUT_MS, type Bench, startBench } from '../../bench/bench.ts'
import { until } from '../../bench/machine/until.ts'
import { describeOnBench } from '../../bench/require-bench.ts'
import { answerOf, answersTo, lookAt } from './looking.ts'

await describeOnBench(['postgres', 'pgbouncer'], 'what the checks say of real trouble', () => {
  let bench: Bench<'postgres' | 'replica' | 'pgbouncer'>
  let clients: pg.Client[] = []

  beforeAll(async () => {
    bench = await startBench({ postgres: true, replica: true, pgbouncer: { poolSize: 1 } })
    const owner = await session('migrations')
    await owner.query('CREATE TABLE people (id int PRIMARY KEY, name text)')
    await owner.query(`INSERT INTO people SELECT i, 'somebody' FROM generate_series(1, 100) i`)
  }, BENCH_START_TIMEOUT_MS)

  afterEach(async () => {
    await superuser((client) => client.query(terminateClients))
    await Promise.all(clients.map((client) => client.end().catch(() => undefined)))
    clients = []
  })

  afterAll(() => bench.stop())

  const session = async (application: string, url = bench.postgres.url) => {
    const client = new pg.Client({ connectionString: url, application_name: application })
    client.on('error', () => undefined)
    await client.connect()
    clients.push(client)
    return client
  }

  const superuser = async <Value>(work: (client: pg.Client) => Promise<Value>, url = bench.postgres.superuserUrl) => {
    const client = new pg.Client(url)
    await client.connect()
    try {
      return await work(client)
    } finally {
      await client.end()
    }
  }

  const waiting = (count: number) =>
    until(`${count} sessions wait`, () =>
      superuser(async (client) => {
        const { rowCount } = await client.query(
          `SELECT 1 FROM pg_locks WHERE NOT granted AND clock_timestamp() - waitstart > interval '2.1 s'`,
        )
        return (rowCount ?? 0) >= count
      }),
    )

  const scene = async () => {
    const holder = await session('psql')
    await holder.query(`BEGIN; UPDATE people SET name = 'x' WHERE id = 1`)
    for (const name of ['api', 'api', 'worker']) {
      const client = await session(name)
      client.query(`UPDATE people SET name = 'secret-name' WHERE id = 1`).catch(() => undefined)
    }
    await waiting(3)
  }

  it('names the session at the root of a blocking tree, its victims and the table', async () => {
    await scene()
    for (const url of [bench.postgres.monitorUrl, bench.pgbouncer.monitorUrl, bench.postgres.url]) {
      const look = await lookAt(url)
      const { findings } = answerOf('postgres.blocking', look)
      expect(findings).toHaveLength(1)
      expect(findings[0]).toMatchObject({
        severity: 'critical',
        target: {
          kind: 'session',
          id: { pid: expect.any(Number), backendStart: expect.stringMatching(/^\d{4}-.*Z$/) },
        },
        summary: expect.stringMatching(
          /^pid \d+ \(psql, idle in transaction\) blocks 3 sessions on people, the longest/,
        ),
        since: { accuracy: 'exact' },
      })
      expect(JSON.stringify(look)).not.toContain('secret-name')
    }
  })

  it('finds the waiting DDL that readers queue behind, not the readers', async () => {
    const holder = await session('report')
    await holder.query('BEGIN; SELECT count(*) FROM people')
    const migration = await session('migrations')
    migration.query('ALTER TABLE people ADD COLUMN age int').catch(() => undefined)
    await new Promise((resolve) => setTimeout(resolve, 300))
    for (const name of ['api', 'api', 'api']) (await session(name)).query('SELECT * FROM people').catch(() => undefined)
    await waiting(4)
    const look = await lookAt(bench.postgres.monitorUrl)
    const { findings } = answerOf('postgres.waiting-ddl', look)
    expect(findings).toHaveLength(1)
    expect(findings[0]).toMatchObject({
      severity: 'critical',
      summary: expect.stringContaining('for AccessExclusiveLock on people, and 3 sessions behind it'),
      evidence: { application: 'migrations', behind: 3 },
    })
    expect(answerOf('postgres.blocking', look).findings[0]?.evidence).toMatchObject({ victims: 4, direct: 1 })
  })

  it('takes what an ordinary login may not see as unknown, never as none', async () => {
    await superuser(async (client) => {
      await client.query('BEGIN; SELECT 1')
      const look = await lookAt(bench.postgres.url)
      for (const check of ['connections', 'idle-in-transaction', 'long-running', 'xmin-horizon'])
        expect(answerOf(`postgres.${check}`, look)).toMatchObject({
          answer: 'unknown',
          reason: expect.stringContaining('may not see'),
          grant: 'GRANT pg_monitor TO app',
        })
    })
  })

  it('counts connections by application when they run out', async () => {
    for (let i = 0; i < 32; i++) await session('leaky-service')
    const { findings } = answerOf('postgres.connections', await lookAt(bench.postgres.monitorUrl))
    expect(findings[0]).toMatchObject({
      severity: 'critical',
      summary: expect.stringMatching(/^3\d of 35 usable connections in use; leaky-service holds 32, 32 of them idle/),
    })
    const partly = answerOf('postgres.connections', await lookAt(bench.postgres.url))
    expect(partly.findings[0]?.severity).toBe('critical')
  })

  it('is quiet about an idle standby that has replayed everything, and reports one whose replay is paused', async () => {
    await until('the standby streams', async () => {
      const look = await lookAt(bench.replica.monitorUrl)
      return answerOf('postgres.replication-lag', look).answer === 'ok'
    })
    const primary = await lookAt(bench.postgres.monitorUrl)
    expect(answerOf('postgres.replication-lag', primary).answer).toBe('ok')
    expect(answersTo(await lookAt(bench.replica.monitorUrl)).flatMap(({ findings }) => findings)).toEqual([])
    const onReplica = (sql: string) => superuser((client) => client.query(sql), bench.replica.superuserUrl)
    await onReplica('SELECT pg_wal_replay_pause()')
    const writer = await session('writer')
    await writer.query(`CREATE TABLE bulk AS SELECT repeat('x', 1000) AS filler FROM generate_series(1, 120000)`)
    const isBehind = async (url: string) =>
      answerOf('postgres.replication-lag', await lookAt(url)).findings.some(
        ({ evidence }) => evidence.stuckAt === 'replaying',
      )
    await until('the standby is behind', () => isBehind(bench.replica.monitorUrl))
    await until('the primary knows', () => isBehind(bench.postgres.monitorUrl))
    await onReplica('SELECT pg_wal_replay_resume()')
    await writer.query('DROP TABLE bulk')
  })

  it('sees that writes fail for the whole database, and for the role that owns it', async () => {
    const reason = async () =>
      answerOf('postgres.read-only', await lookAt(bench.postgres.monitorUrl)).findings[0]?.evidence.reason
    expect(await reason()).toBeUndefined()
    for (const [scope, expected] of [
      ['DATABASE users', 'database'],
      ['ROLE app', 'role'],
    ] as const) {
      await superuser((client) => client.query(`ALTER ${scope} SET default_transaction_read_only = on`))
      expect(await reason()).toBe(expected)
      await superuser(async (client) => {
        await client.query('SET default_transaction_read_only = off')
        await client.query(`ALTER ${scope} RESET default_transaction_read_only`)
      })
    }
  })

  it('sees the clients that wait at a pooler, and for what', async () => {
    const holder = await session('holder', bench.pgbouncer.url)
    await holder.query('BEGIN; SELECT 1')
    const second = await session('second', bench.pgbouncer.url)
    second.query('SELECT 1').catch(() => undefined)
    await new Promise((resolve) => setTimeout(resolve, 1_500))
    const { findings } = answerOf('pgbouncer.saturated', await lookAt(bench.pgbouncer.statsUrl))
    expect(findings).toHaveLength(1)
    expect(findings[0]).toMatchObject({
      target: { kind: 'pool', id: { database: 'users', user: 'app' } },
      summary: expect.stringContaining('all 1 connections of the pool are in use'),
      evidence: { reason: 'full', clientsWaiting: 1, serversActive: 1, size: 1 },
    })
  })

  it('names a statement that became slow between two looks', async () => {
    const client = await session('api')
    const slow = () => client.query('SELECT count(*) FROM people, pg_sleep(0.3) WHERE id > 4242')
    await slow()
    const before = await lookAt(bench.postgres.monitorUrl)
    for (let i = 0; i < 4; i++) await slow()
    const { findings } = answerOf('postgres.slow-statement', await lookAt(bench.postgres.monitorUrl), before)
    expect(findings).toHaveLength(1)
    expect(findings[0]).toMatchObject({ evidence: { calls: 4, user: 'app' } })
    expect(JSON.stringify(findings)).not.toContain('4242')
  })
})

const terminateClients = `
SELECT pg_terminate_backend(pid, 5000)
FROM pg_stat_activity
WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()`
