import { join } from 'node:path'
import pg from 'pg'
import { type Bench, type BenchSystems, startBench } from '../bench/bench.ts'
import { until } from '../bench/machine/until.ts'
import { startUserService, type UserService } from '../bench/user-service/start.ts'
import type { Variables } from './program.ts'

export interface PooledService {
  readonly bench: Bench<Exclude<keyof BenchSystems, 'replica'>>
  readonly service: UserService
  /** Everything as the application sees it: its own login, through the pooler. */
  readonly asApplication: Variables
  /** As an operator should have it: the monitoring login past the pooler, and the pooler's console. */
  readonly asOperator: Variables
  stop(): Promise<void>
}

/** The sample service behind a PgBouncer that has one server connection to share between the service and whoever uses its login. */
export async function startPooledService(): Promise<PooledService> {
  const bench = await startBench({
    postgres: { settings: { log_statement: 'all', log_line_prefix: '%m [%p] {%a} %u@%d ' } },
    pgbouncer: { poolSize: 1 },
    redis: true,
    kafka: true,
  })
  const env = {
    ...bench.env,
    PGBOUNCER: '1',
    JWT_SECRET: 'bench-jwt',
    KAFKA_SESSION_TIMEOUT_MS: '6000',
    SEED_USERS: '50',
  }
  const logFile = join(bench.dir, 'service.jsonl')
  const service = await startUserService({ env, logFile }).catch(async (error) => {
    await bench.stop()
    throw error
  })
  await until('the service is ready', async () => (await fetch(new URL('/health', service.url))).status === 200)
  const asApplication = {
    SERVICE_NAME: 'user-service',
    USROPS_SERVICE_URL: service.url,
    DATABASE_URL: bench.pgbouncer.url,
    REDIS_URL: bench.redis.url,
    KAFKA_BROKERS: bench.kafka.brokers,
    LOG_FILES: logFile,
  }
  const asOperator = {
    ...asApplication,
    DIRECT_DATABASE_URL: bench.postgres.monitorUrl,
    PGBOUNCER_ADMIN_URL: bench.pgbouncer.statsUrl,
  }
  return {
    ...{ bench, service, asApplication, asOperator },
    async stop() {
      await service.stop()
      await bench.stop()
    },
  }
}

let users = 0

/** Has the application write; returns how long it took. Fails where it could not. */
export async function writesAtOnce(service: UserService): Promise<number> {
  const since = performance.now()
  users += 1
  const body = JSON.stringify({ email: `written-${process.pid}-${users}@example.com`, name: 'Written', password: 'pw' })
  const response = await fetch(new URL('/users', service.url), { method: 'POST', body })
  const text = await response.text()
  if (response.status !== 201) throw new Error(`the application cannot write: ${response.status} ${text}`)
  return Math.round(performance.now() - since)
}

/** Runs one query over a connection of its own. */
async function rowsOf<Row>(url: string, text: string): Promise<Row[]> {
  const client = new pg.Client({ connectionString: url })
  client.on('error', () => undefined)
  await client.connect()
  try {
    return (await client.query(text)).rows as Row[]
  } finally {
    await client.end()
  }
}

/** Whatever a server connection of the pool could have kept from one client for the next. */
export async function pooledSession(url: string) {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    const settings = await client.query<{ name: string; setting: string }>('SHOW ALL')
    const statements = await client.query('SELECT name FROM pg_prepared_statements')
    const channels = await client.query('SELECT pg_listening_channels() AS name')
    const cursors = await client.query("SELECT name FROM pg_cursors WHERE name <> ''")
    const temporary = await client.query("SELECT relname FROM pg_class WHERE relpersistence = 't'")
    return {
      settings: Object.fromEntries(settings.rows.map(({ name, setting }) => [name, setting])),
      left: [statements, channels, cursors, temporary].flatMap((each) => each.rows),
    }
  } finally {
    await client.end()
  }
}

/** Locks, open transactions and advisory locks of usrops, as a superuser past the pooler sees them. */
export function leftInDatabase(superuserUrl: string): Promise<{ what: string }[]> {
  return rowsOf(
    superuserUrl,
    `SELECT format('%s lock on %s', l.mode, coalesce(l.relation::regclass::text, l.locktype)) AS what
       FROM pg_locks l JOIN pg_stat_activity a USING (pid)
      WHERE (a.application_name LIKE 'usrops%' OR l.locktype = 'advisory') AND pid <> pg_backend_pid()
     UNION ALL
     SELECT format('session %s', state) FROM pg_stat_activity
      WHERE application_name LIKE 'usrops%' AND state <> 'idle' AND pid <> pg_backend_pid()`,
  )
}
