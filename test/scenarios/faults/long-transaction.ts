import type { Scenario } from '../scenario.ts'

export const longTransaction: Scenario = {
  name: 'long-transaction',
  story: 'a transaction that nobody ends keeps VACUUM from removing anything',
  cause: 'long-transaction-holds-xmin',
  remedy: 'command',
  // An hour in life.
  thresholds: { 'postgres.xmin-horizon': { warningSeconds: 3 } },
  async inject({ postgres, names }) {
    // Four seconds stand for an hour here; the two minutes of a neighbour's report would be days.
    await postgres.sql("SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE query = 'SELECT pg_sleep(120)'")
    const session = await postgres.session('pgAdmin 4')
    await session.client.query('BEGIN ISOLATION LEVEL REPEATABLE READ')
    await session.client.query(`SELECT count(*) FROM ${names.tables.users}`)
    await postgres.untilTrue(
      'it is four seconds old',
      `SELECT now() - xact_start > '4 s' FROM pg_stat_activity WHERE pid = ${session.pid}`,
    )
    return {
      target: { system: 'postgres', name: names.systems.database, kind: 'session', id: { pid: session.pid } },
      heal: () => session.end(),
    }
  },
}
