import type { Duplex } from 'node:stream'
import pg, { type QueryResult } from 'pg'
import { type Budget, CannotAsk } from '../../core/facts.ts'
import { maskName } from '../../core/mask.ts'
import { hung, refusalOf, timedOut } from './refusal.ts'
import { rowValues } from './row-values.ts'
import type { PostgresSettings } from './settings.ts'
import type { Protection } from './ssl-mode.ts'
import { asDriverStream, ForeignProtocol, openStream } from './stream.ts'

/** How usrops shows up in pg_stat_activity. */
const APPLICATION_NAME = 'usrops/diagnose'

// Good-bye is one packet; whoever does not take it in this time will not.
const GOODBYE_MS = 250

/** One connection to a server that speaks the Postgres protocol. Errors are left as they came; `destroy` may be called at any time. */
export class Session {
  readonly #driver: pg.Client
  readonly #stream: Duplex
  readonly #settings: PostgresSettings

  private constructor(driver: pg.Client, stream: Duplex, settings: PostgresSettings) {
    this.#driver = driver
    this.#stream = stream
    this.#settings = settings
  }

  static async open(settings: PostgresSettings, protection: Protection, budget: Budget): Promise<Session> {
    let accepted = false
    const onAccepted = () => {
      accepted = true
    }
    let stream: Duplex | undefined
    try {
      stream = await openStream(settings, protection, budget, onAccepted)
      const session = new Session(newDriver(settings, stream), stream, settings)
      const foreign = destroyedIfForeign(stream)
      await session.#whileAllowed(budget, session.#driver.connect()).catch((error) => {
        throw foreign() ? new ForeignProtocol('unexpected answer to the start-up message', { cause: error }) : error
      })
      return session
    } catch (error) {
      stream?.destroy()
      if (!budget.signal.aborted) throw error
      throw accepted ? hung(settings, budget.milliseconds) : timedOut(settings)
    }
  }

  /** What the other side gave as its process id when it was connected to; poolers make one up. */
  get announcedPid(): number | null {
    return 'processID' in this.#driver && typeof this.#driver.processID === 'number' ? this.#driver.processID : null
  }

  /** Sends text by the simple protocol, so that nothing is prepared. Returns the rows of each statement. When the budget ends the connection is cut: whatever runs in it is rolled back. */
  async run(text: string, budget: Budget): Promise<readonly (readonly unknown[])[]> {
    if (this.#stream.destroyed) throw new CannotAsk('failed', `the connection to ${this.#settings.host} was lost`)
    const results: QueryResult | QueryResult[] = await this.#whileAllowed(budget, this.#driver.query(text))
    return [results].flat().map((result) => result.rows)
  }

  destroy(): void {
    this.#stream.destroy()
  }

  async close(): Promise<void> {
    if (this.#stream.destroyed) return
    const timer = setTimeout(() => this.destroy(), GOODBYE_MS)
    await this.#driver.end().catch(() => undefined)
    clearTimeout(timer)
    this.destroy()
  }

  async #whileAllowed<Value>(budget: Budget, work: Promise<Value>): Promise<Value> {
    const cut = () => this.destroy()
    budget.signal.addEventListener('abort', cut, { once: true })
    if (budget.signal.aborted) cut()
    try {
      return await work
    } catch (error) {
      throw budget.signal.aborted ? hung(this.#settings, budget.milliseconds) : error
    } finally {
      budget.signal.removeEventListener('abort', cut)
    }
  }
}

// Authentication, an error, a notice, or the negotiation of the protocol's version.
const FIRST_MESSAGES = 'RENv'

/** The driver would keep whatever something else sends, as long as it sends. Servers say nothing before the driver has spoken. */
function destroyedIfForeign(stream: Duplex): () => boolean {
  let foreign = false
  stream.once('data', (chunk: Buffer) => {
    foreign = !FIRST_MESSAGES.includes(chunk.toString('latin1', 0, 1))
    if (foreign) stream.destroy()
  })
  return () => foreign
}

function newDriver(settings: PostgresSettings, stream: Duplex): pg.Client {
  const { host, port, user, database } = settings
  const driver = new BareClient({
    host,
    port,
    user,
    database,
    // A function, so that neither PGPASSWORD nor ~/.pgpass of whoever runs this is taken instead.
    password: () => passwordOf(settings),
    // TLS is already around the stream.
    ssl: false,
    sslnegotiation: 'postgres',
    stream: () => asDriverStream(stream),
    types: rowValues,
  })
  // Losing the connection fails the query that runs, if any; nothing else has to hear of it.
  driver.on('error', () => undefined)
  return driver
}

/** Poolers refuse start-up parameters, and PGOPTIONS of whoever runs this would become one: none is sent but these. */
class BareClient extends pg.Client {
  getStartupConf(): Record<string, string | undefined> {
    return { user: this.user, database: this.database, application_name: APPLICATION_NAME }
  }
}

function passwordOf(settings: PostgresSettings): string {
  if (settings.password !== undefined) return settings.password.reveal()
  const reason = `${settings.host}:${settings.port} asks for a password of ${maskName(settings.user)} and none is configured`
  throw refusalOf(new CannotAsk('authentication', reason, 'configure a password by reference'), settings)
}
