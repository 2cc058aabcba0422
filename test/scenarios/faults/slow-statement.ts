import type { Scenario } from '../scenario.ts'

export const slowStatement: Scenario = {
  name: 'slow-statement',
  story: 'an index was dropped, and each search reads the whole table',
  cause: 'slow-statement',
  remedy: 'manual',
  // A quiet machine reads so many rows in a tenth of a second; a table of which that hurts takes long to make.
  thresholds: { 'postgres.slow-statement': { slowMs: 30 }, 'http.latency': { warningMs: 60 } },
  async inject({ postgres, names, deployment }) {
    const { users } = names.tables
    await postgres.sql(`INSERT INTO ${users} (email, name, bio, password_hash)
      SELECT 'bulk' || n || '@example.com', 'Bulk ' || n, repeat(md5(n::text), 6), 'none' FROM generate_series(1, 400000) AS n`)
    await postgres.sql(`DROP INDEX ${users}_lower_email_idx`)
    const end = deployment.moreLoad({ ratePerSecond: 5, mix: { search: 1 } })
    await postgres.untilTrue(
      'searches are slow',
      `SELECT bool_or(max_exec_time > 60 AND calls > 20) FROM pg_stat_statements WHERE query LIKE '%lower(email) LIKE%'`,
    )
    return {
      target: { system: 'postgres', name: names.systems.database },
      async heal() {
        end()
        await postgres.sql(`DELETE FROM ${users} WHERE email LIKE 'bulk%'`)
        await postgres.sql(
          `CREATE INDEX IF NOT EXISTS ${users}_lower_email_idx ON ${users} (lower(email) text_pattern_ops)`,
        )
        await postgres.sql(`VACUUM (ANALYZE) ${users}`)
      },
    }
  },
}
