import pg from 'pg'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { CannotAsk } from '../../../src/core/facts.ts'
import { BENCH_START_TIMEOUT_MS, type Bench, startBench } from '../../bench/bench.ts'
import { until } from '../../bench/machine/until.ts'
import { describeOnBench } from '../../bench/require-bench.ts'
import { budgetOf, withClient } from './connecting.ts'
import { answersTo, gapsIn, lookAt } from './looking.ts'

await describeOnBench(['postgres', 'pgbouncer'], 'looking through a pooler with one connection', () => {
  let bench: Bench<'postgres' | 'pgbouncer'>
  let application: pg.Client

  beforeAll(async () => {
    bench = await startBench({ postgres: true, pgbouncer: { poolSize: 1 } })
    application = new pg.Client(bench.pgbouncer.url)
    await application.connect()
    await application.query('CREATE TABLE ledger (id serial PRIMARY KEY, note text)')
  }, BENCH_START_TIMEOUT_MS)

  afterAll(async () => {
    await application.end()
    await bench.stop()
  })

  const settingsOfTheSession = async () =>
    (
      await application.query(
        `SELECT name, setting FROM pg_settings WHERE source = 'session' AND name <> 'application_name'`,
      )
    ).rows

  const othersAtWork = async () =>
    (await application.query(`SELECT 1 FROM pg_stat_activity WHERE usename = 'app' AND pid <> pg_backend_pid()`))
      .rowCount

  const expectUntouched = async (before: unknown) => {
    expect((await application.query(`INSERT INTO ledger (note) VALUES ('x') RETURNING id`)).rowCount).toBe(1)
    expect(await settingsOfTheSession()).toEqual(before)
    const { rows } = await application.query(
      `SELECT locktype, mode FROM pg_locks WHERE pid <> pg_backend_pid() OR locktype = 'advisory'`,
    )
    expect(rows).toEqual([])
    expect((await application.query('SELECT name FROM pg_prepared_statements')).rows).toEqual([])
    expect((await application.query('SELECT pg_listening_channels()')).rows).toEqual([])
  }

  it('asks everything under the login of the application and leaves neither lock nor setting behind', async () => {
    const before = await settingsOfTheSession()
    const look = await lookAt(bench.pgbouncer.url)
    expect(look.instances[0]?.unconnected).toBeUndefined()
    expect(gapsIn(look)).toEqual({ 'postgres.wal': 'forbidden' })
    await expectUntouched(before)
  })

  it('finds nothing wrong with a healthy database, whoever asks', async () => {
    for (const url of [
      bench.pgbouncer.monitorUrl,
      bench.postgres.monitorUrl,
      bench.pgbouncer.url,
      bench.postgres.url,
    ]) {
      const look = await lookAt(url)
      const again = await lookAt(url)
      expect(answersTo(again, look).flatMap(({ findings }) => findings)).toEqual([])
    }
  })

  it('answers every question of a member of pg_monitor', async () => {
    for (const url of [bench.pgbouncer.monitorUrl, bench.postgres.monitorUrl]) {
      const answers = answersTo(await lookAt(url))
      expect(answers.filter(({ answer }) => answer !== 'ok')).toEqual([])
    }
  })

  it('leaves nothing behind where a question fails', async () => {
    const before = await settingsOfTheSession()
    await withClient(bench.pgbouncer.url, async (client) => {
      await expect(client.read(['SELECT * FROM pg_authid'], budgetOf())).rejects.toMatchObject({
        unasked: { kind: 'forbidden', grant: 'GRANT pg_monitor TO app' },
      })
      await expect(client.read(['INSERT INTO ledger (note) VALUES (1)'], budgetOf())).rejects.toThrow('read-only')
      expect(await client.read<[{ one: number }]>(['SELECT 1 AS one'], budgetOf())).toEqual([[{ one: 1 }]])
    })
    await expectUntouched(before)
  })

  it('withdraws a question that takes too long, and goes on', async () => {
    const before = await settingsOfTheSession()
    await withClient(bench.pgbouncer.url, async (client) => {
      const slow = client.read(['SELECT pg_sleep(30)'], { signal: AbortSignal.timeout(3_000), milliseconds: 500 })
      await expect(slow).rejects.toThrow('took too long')
      expect(await client.read<[{ one: number }]>(['SELECT 1 AS one'], budgetOf())).toEqual([[{ one: 1 }]])
    })
    await expectUntouched(before)
  })

  it('leaves nothing behind when it is interrupted in the middle of a question', async () => {
    const before = await settingsOfTheSession()
    await withClient(bench.pgbouncer.url, async (client) => {
      const asked = client.read(['SELECT pg_sleep(2)'], { signal: AbortSignal.timeout(200), milliseconds: 3_000 })
      await expect(asked).rejects.toMatchObject({ unasked: { kind: 'hung' } })
      await expect(client.read(['SELECT 1'], budgetOf())).rejects.toBeInstanceOf(CannotAsk)
    })
    // The server notices at the latest when its own time limit is over.
    await until('the question is over', async () => (await othersAtWork()) === 0)
    await expectUntouched(before)
  })

  it('knows whether a pooler is in between, and which database it is', async () => {
    const seen = (url: string) => withClient(url, async ({ pooled }, { identity }) => ({ pooled, identity }))
    const direct = await seen(bench.postgres.url)
    const pooled = await seen(bench.pgbouncer.url)
    expect([direct.pooled, pooled.pooled]).toEqual([false, true])
    expect(direct.identity).toMatch(/^\d{19}\/users$/)
    expect(pooled.identity).toBe(direct.identity)
  })

  it('counts nothing of its own among the slow statements', async () => {
    const look = await lookAt(bench.postgres.monitorUrl)
    expect(JSON.stringify(look.instances[0]?.observations['postgres.statements'])).not.toContain('usrops */')
  })
})
