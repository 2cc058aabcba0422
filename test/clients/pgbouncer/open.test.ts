import { afterAll, beforeAll, expect, it } from 'vitest'
import { openPgBouncer } from '../../../src/clients/pgbouncer/open.ts'
import { BENCH_START_TIMEOUT_MS, type Bench, startBench } from '../../bench/bench.ts'
import { describeOnBench } from '../../bench/require-bench.ts'
import { budgetOf, settingsOf } from '../postgres/connecting.ts'
import { answersTo, lookAt } from '../postgres/looking.ts'

await describeOnBench(['postgres', 'pgbouncer'], 'the console of PgBouncer', () => {
  let bench: Bench<'postgres' | 'pgbouncer'>

  beforeAll(async () => {
    bench = await startBench({ postgres: true, pgbouncer: { poolSize: 1 } })
  }, BENCH_START_TIMEOUT_MS)

  afterAll(() => bench.stop())

  it('answers whoever may SHOW, and finds nothing wrong with an idle pooler', async () => {
    for (const url of [bench.pgbouncer.statsUrl, bench.pgbouncer.adminUrl]) {
      const answers = answersTo(await lookAt(url))
      expect(answers.map(({ answer }) => answer)).toEqual(['ok', 'ok', 'ok'])
    }
  })

  it('refuses who is not among its users, and says what would help', async () => {
    const settings = settingsOf(bench.pgbouncer.url, { database: 'pgbouncer' })
    await expect(openPgBouncer(settings, budgetOf())).rejects.toMatchObject({
      unasked: { kind: 'forbidden', grant: 'put app into stats_users of pgbouncer.ini' },
    })
  })

  it('is told from an ordinary database', async () => {
    await expect(openPgBouncer(settingsOf(bench.postgres.url), budgetOf())).rejects.toMatchObject({
      unasked: { kind: 'unsupported', grant: 'use the database named pgbouncer' },
    })
  })
})
