import pg from 'pg'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { postgresRole } from '../../../src/clients/postgres/roles.ts'
import { BENCH_START_TIMEOUT_MS, type Bench, startBench } from '../../bench/bench.ts'
import { describeOnBench } from '../../bench/require-bench.ts'
import { answersTo, lookAt } from './looking.ts'

await describeOnBench(['postgres'], 'the printed role', () => {
  let bench: Bench<'postgres'>
  let superuser: pg.Client
  let url: string

  beforeAll(async () => {
    const settings = { max_connections: 12, reserved_connections: 2, superuser_reserved_connections: 2 }
    bench = await startBench({ postgres: { settings } })
    superuser = new pg.Client(bench.postgres.superuserUrl)
    await superuser.connect()
    await superuser.query(`CREATE TABLE private AS SELECT 'secret-value' AS value FROM generate_series(1, 100)`)
    await superuser.query('ANALYZE private')
    // The bench has a usrops_ro of its own.
    const statements = postgresRole.replaceAll('usrops_ro', 'usrops_printed').replace(/^\\password.*$/m, '')
    await superuser.query(statements)
    await superuser.query(`ALTER ROLE usrops_printed PASSWORD 'printed-role'`)
    url = bench.postgres.url.replace(/\/\/[^@]*@/, '//usrops_printed:printed-role@')
  }, BENCH_START_TIMEOUT_MS)

  afterAll(async () => {
    await superuser.end()
    await bench.stop()
  })

  it('answers every check', async () => {
    expect(answersTo(await lookAt(url)).filter(({ answer }) => answer !== 'ok')).toEqual([])
  })

  it('may neither read nor change what belongs to others, nor end their sessions', async () => {
    const client = new pg.Client(url)
    await client.connect()
    const { processID } = superuser as unknown as { processID: number }
    for (const sql of [
      'SELECT * FROM private',
      'DROP TABLE private',
      'CREATE TABLE public.mine (id int)',
      'ALTER SYSTEM SET max_connections = 5',
      `SELECT pg_terminate_backend(${processID})`,
    ])
      await expect(client.query(sql)).rejects.toMatchObject({ code: '42501' })
    await client.end()
  })

  it('sees how wide columns are and none of their values, as nobody else does', async () => {
    const widths = `SELECT * FROM usrops.column_widths() WHERE relation = (SELECT oid FROM pg_class WHERE relname = 'private')`
    const client = new pg.Client(url)
    await client.connect()
    const { rows } = await client.query(widths)
    await client.end()
    expect(rows).toEqual([{ relation: expect.any(Number), attnum: 1, null_share: 0, width: 13 }])
    const other = new pg.Client(bench.postgres.url)
    await other.connect()
    await expect(other.query(widths)).rejects.toMatchObject({ code: '42501' })
    await other.end()
  })

  it('still gets in when ordinary logins no longer do, and says who holds the connections', async () => {
    const clients: pg.Client[] = []
    try {
      for (;;) {
        const client = new pg.Client({ connectionString: bench.postgres.url, application_name: 'leaky' })
        await client.connect()
        clients.push(client)
      }
    } catch (error) {
      expect(error).toMatchObject({ code: '53300' })
    }
    const [found] = answersTo(await lookAt(url)).flatMap(({ findings }) => findings)
    expect(found?.summary).toContain('leaky holds')
    await Promise.all(clients.map((client) => client.end()))
  })
})
