import type { Connection } from '../../core/connection.ts'
import { type Budget, CannotAsk } from '../../core/facts.ts'
import { openSession } from '../postgres/open-session.ts'
import { refusalOf } from '../postgres/refusal.ts'
import type { Session } from '../postgres/session.ts'
import type { ConsoleRow, PgBouncerClient, Shown } from './client.ts'
import type { PgBouncerSettings } from './settings.ts'

/** Connects to the admin console. It knows no transactions and no settings, so that nothing can be left behind in it. */
export async function openPgBouncer(settings: PgBouncerSettings, budget: Budget): Promise<Connection> {
  const session = await openSession(settings, budget)
  try {
    const start = performance.now()
    await show(session, settings, 'VERSION', budget)
    const roundTripMs = performance.now() - start
    const client: PgBouncerClient = {
      user: settings.user,
      show: (what, each) => show(session, settings, what, each),
    }
    return { client, vantage: 'operator', roundTripMs, identity: null, sequential: true, close: () => session.close() }
  } catch (error) {
    session.destroy()
    throw error
  }
}

async function show(session: Session, settings: PgBouncerSettings, what: Shown, budget: Budget) {
  try {
    const [rows = []] = await session.run(`SHOW ${what}`, budget)
    // The driver makes an object of each row.
    return rows as readonly ConsoleRow[]
  } catch (error) {
    throw consoleRefusal(error, settings)
  }
}

function consoleRefusal(error: unknown, settings: PgBouncerSettings): CannotAsk {
  const where = `${settings.host}:${settings.port}`
  if (error instanceof Error && /syntax error|unrecognized configuration parameter/i.test(error.message))
    return new CannotAsk(
      'unsupported',
      `${where} is not the admin console of PgBouncer`,
      'use the database named pgbouncer',
    )
  return refusalOf(error, settings)
}
