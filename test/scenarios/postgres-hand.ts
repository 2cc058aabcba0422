import { Client, type QueryResultRow } from 'pg'
import { until } from '../bench/machine/until.ts'
import type { Names } from './names.ts'
import { type StageSystems, urlOf } from './service-environment.ts'

/** Not every stage has a replica and a pooler. */
type Systems = Pick<StageSystems, 'postgres'> & Partial<StageSystems>

/** A session that somebody keeps open. */
export interface OpenSession {
  readonly client: Client
  readonly pid: number
  /** Ends it; no error where it has been ended by somebody else. */
  end(): Promise<void>
}

/** What the person who breaks things does with Postgres. */
export class PostgresHand {
  readonly #systems: Systems
  readonly #names: Names
  readonly #open = new Set<OpenSession>()

  constructor(systems: Systems, names: Names) {
    this.#systems = systems
    this.#names = names
  }

  /** One statement as a superuser, on a connection of its own. */
  async sql<Row extends QueryResultRow>(text: string, on: 'postgres' | 'replica' = 'postgres'): Promise<Row[]> {
    const url = new URL(this.#server(on).superuserUrl)
    url.pathname = `/${this.#names.database}`
    return await this.#once<Row>(url.href, text)
  }

  /** One statement on PgBouncer's console. */
  async pooler<Row extends QueryResultRow>(text: string): Promise<Row[]> {
    return await this.#once<Row>(this.#pooler().adminUrl, text)
  }

  /** A session of the application's own login that stays open. */
  async session(application: string, through: 'postgres' | 'pgbouncer' = 'postgres'): Promise<OpenSession> {
    const { app, database } = this.#names
    const connectionString = urlOf(through === 'pgbouncer' ? this.#pooler() : this.#server(through), app, database)
    const client = new Client({ connectionString, application_name: application })
    client.on('error', () => undefined)
    await client.connect()
    const { rows } = await client.query<{ pid: number }>('SELECT pg_backend_pid() AS pid')
    const session: OpenSession = {
      client,
      pid: rows[0]?.pid ?? 0,
      end: async () => {
        this.#open.delete(session)
        await this.#terminate(session.pid)
        await client.end().catch(() => undefined)
      },
    }
    this.#open.add(session)
    return session
  }

  /** Ends all sessions of a login, so that it has to connect again. */
  async hangUp(user: string): Promise<void> {
    await this.sql(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = '${user}'`)
  }

  /** How many sessions wait for a lock. */
  async waiting(): Promise<number> {
    const [row] = await this.sql<{ n: number }>(
      "SELECT count(*)::int AS n FROM pg_stat_activity WHERE wait_event_type = 'Lock'",
    )
    return row?.n ?? 0
  }

  /** Waits until a query gives true in its only column. */
  async untilTrue(what: string, text: string, on: 'postgres' | 'replica' = 'postgres'): Promise<void> {
    await until(what, async () => Object.values((await this.sql(text, on))[0] ?? {})[0] === true)
  }

  async tableExists(name: string): Promise<boolean> {
    const [row] = await this.sql<{ there: boolean }>(`SELECT to_regclass('${name}') IS NOT NULL AS there`)
    return row?.there ?? false
  }

  async close(): Promise<void> {
    await Promise.all([...this.#open].map(({ client }) => client.end().catch(() => undefined)))
  }

  #pooler() {
    const { pgbouncer } = this.#systems
    if (pgbouncer === undefined) throw new Error('there is no pooler on this stage')
    return pgbouncer
  }

  #server(name: 'postgres' | 'replica') {
    const server = this.#systems[name]
    if (server === undefined) throw new Error(`there is no ${name} on this stage`)
    return server
  }

  async #terminate(pid: number): Promise<void> {
    await this.sql(`SELECT pg_terminate_backend(${pid})`).catch(() => undefined)
  }

  async #once<Row extends QueryResultRow>(connectionString: string, text: string): Promise<Row[]> {
    const client = new Client({ connectionString, application_name: 'bench' })
    client.on('error', () => undefined)
    await client.connect()
    try {
      return (await client.query<Row>(text)).rows
    } finally {
      await client.end().catch(() => undefined)
    }
  }
}
