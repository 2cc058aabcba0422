import pg from 'pg'
import { postgresRole } from '../../../src/clients/postgres/roles.ts'
import { type Bench, startBench } from '../../bench/bench.ts'
import { until } from '../../bench/machine/until.ts'

/** Real databases with something to see: a primary with a replica, a pooler that has one connection, and people in tables. */
export class Scene {
  readonly bench: Bench<'postgres' | 'replica' | 'pgbouncer'>
  #clients: pg.Client[] = []

  private constructor(bench: Bench<'postgres' | 'replica' | 'pgbouncer'>) {
    this.bench = bench
  }

  static async open(): Promise<Scene> {
    const postgres = { settings: { log_statement: 'all', log_line_prefix: '%m [%p] {%a} %u@%d ' } }
    const scene = new Scene(await startBench({ postgres, replica: true, pgbouncer: { poolSize: 1 } }))
    try {
      await scene.asSuperuser(rights)
      await (await scene.session('migrations')).query(schema)
      return scene
    } catch (error) {
      await scene.close()
      throw error
    }
  }

  /** The login that `usrops doctor --sql` makes, past the pooler and through it. */
  get monitor(): readonly Readonly<Record<string, string>>[] {
    const { postgres, pgbouncer } = this.bench
    return [{ DATABASE_URL: postgres.monitorUrl }, { DATABASE_URL: pgbouncer.monitorUrl }]
  }

  /** The application's own login, which sees what is its own. */
  get application(): Readonly<Record<string, string>> {
    return { DATABASE_URL: this.bench.postgres.url }
  }

  async session(application: string, url = this.bench.postgres.url): Promise<pg.Client> {
    const client = new pg.Client({ connectionString: url, application_name: application })
    client.on('error', () => undefined)
    await client.connect()
    this.#clients.push(client)
    return client
  }

  /** Runs statements one by one: some must stand alone. */
  async asSuperuser(...statements: readonly string[]): Promise<readonly Record<string, unknown>[]> {
    const client = new pg.Client(this.bench.postgres.superuserUrl)
    await client.connect()
    try {
      let rows: Record<string, unknown>[] = []
      for (const statement of statements) ({ rows } = await client.query(statement))
      return rows
    } finally {
      await client.end()
    }
  }

  /** Somebody idle in transaction, a writer that waits for him, a migration that waits for both, and a reader behind it. */
  async blocked(): Promise<void> {
    const holder = await this.session('psql')
    await holder.query(`BEGIN; UPDATE people SET name = 'x' WHERE id = 4`)
    for (const [application, statement] of [
      ['api', `UPDATE people SET name = 'secret-name' WHERE id = 4`],
      ['migrations', 'ALTER TABLE people ADD COLUMN age int'],
      ['report', 'SELECT count(*) FROM people'],
    ] as const) {
      const client = await this.session(application)
      const before = await this.#waiting()
      client.query(statement).catch(() => undefined)
      await until(`${application} waits`, async () => (await this.#waiting()) > before)
    }
  }

  /** Ends every session that was opened here, and whatever it holds. */
  async calm(): Promise<void> {
    await this.asSuperuser(
      `SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE usename = 'app' AND pid <> pg_backend_pid()`,
    )
    await Promise.all(this.#clients.splice(0).map((client) => client.end().catch(() => undefined)))
  }

  async close(): Promise<void> {
    await this.calm()
    await this.bench.stop()
  }

  async #waiting(): Promise<number> {
    return (await this.asSuperuser('SELECT DISTINCT pid FROM pg_locks WHERE NOT granted')).length
  }
}

// The bench has the role already.
const rights = postgresRole.replace(/^CREATE ROLE.*$/m, '').replace(/^\\password.*$/m, '')

/** Most of the people are gone again, and left their places behind. */
const schema = `
CREATE TABLE people (id bigint PRIMARY KEY, email text NOT NULL, name text, bio text);
INSERT INTO people SELECT i, 'p' || i || '@example.com', 'somebody', repeat('x', 100 + i % 50) FROM generate_series(1, 20000) i;
CREATE INDEX people_email ON people (email);
CREATE INDEX people_email_again ON people (email);
CREATE INDEX people_of_one ON people (lower(email)) WHERE name <> 'secret-name';
CREATE TABLE pets (id int PRIMARY KEY, owner bigint REFERENCES people, name text);
INSERT INTO pets SELECT i, i * 4, 'cat' FROM generate_series(1, 2000) i;
DELETE FROM people WHERE id % 4 <> 0`
