import type { Connection } from '../../core/connection.ts'
import type { Budget } from '../../core/facts.ts'
import { CannotAsk } from '../../core/facts.ts'
import { maskName } from '../../core/mask.ts'
import type { PostgresClient, Queries, Rows } from './client.ts'
import { openSession } from './open-session.ts'
import { refusalOf } from './refusal.ts'
import type { Session } from './session.ts'
import type { PostgresSettings } from './settings.ts'
import { readOnlyTransaction, SETTINGS_OF_A_TRANSACTION } from './transaction.ts'

/** Connects to one database, past or through a pooler, and finds out which one it is. */
export async function openPostgres(settings: PostgresSettings, budget: Budget): Promise<Connection> {
  const session = await openSession(settings, budget)
  try {
    const reader = new Reader(session, settings)
    const { who, roundTripMs } = await introduce(reader, budget)
    const pooled = session.announcedPid === null ? null : session.announcedPid !== who.pid
    const client: PostgresClient = {
      version: who.version,
      pooled,
      expects: settings.expects ?? null,
      user: maskName(who.user),
      database: who.database,
      read: (queries, each) => reader.read(queries, each),
    }
    const identity = who.system === null ? null : `${who.system}/${who.database}`
    return { client, vantage: 'operator', roundTripMs, identity, sequential: true, close: () => session.close() }
  } catch (error) {
    session.destroy()
    throw refusalOf(error, settings)
  }
}

interface Who {
  readonly pid: number
  readonly version: number
  readonly user: string
  readonly database: string
  readonly system: string | null
}

const whoQuery = (system: string) => `
SELECT pg_backend_pid() AS pid,
       current_setting('server_version_num')::int AS version,
       current_user::text AS "user",
       current_database()::text AS database,
       ${system} AS system`

async function introduce(reader: Reader, budget: Budget): Promise<{ who: Who; roundTripMs: number }> {
  const ask = async (system: string) => {
    const start = performance.now()
    const [[who]] = await reader.read<[Who]>([whoQuery(system)], budget)
    if (who === undefined) throw new CannotAsk('failed', 'the server does not say who it is')
    return { who, roundTripMs: performance.now() - start }
  }
  try {
    return await ask('(SELECT system_identifier::text FROM pg_control_system())')
  } catch (error) {
    if (!(error instanceof CannotAsk) || !(error.unasked.kind === 'forbidden' || error.unasked.kind === 'unsupported'))
      throw error
    return await ask('NULL::text')
  }
}

/** Asks by transactions that leave nothing behind. */
class Reader {
  readonly #session: Session
  readonly #settings: PostgresSettings

  constructor(session: Session, settings: PostgresSettings) {
    this.#session = session
    this.#settings = settings
  }

  async read<Results extends readonly unknown[]>(queries: Queries<Results>, budget: Budget): Promise<Rows<Results>> {
    try {
      const results = await this.#session.run(readOnlyTransaction(queries, budget), budget)
      // What comes between BEGIN with its settings and ROLLBACK; the rows are what the queries say they are.
      return results.slice(SETTINGS_OF_A_TRANSACTION, -1) as unknown as Rows<Results>
    } catch (error) {
      await this.#session.run('ROLLBACK', budget).catch(() => this.#session.destroy())
      throw refusalOf(error, this.#settings)
    }
  }
}
