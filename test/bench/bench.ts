import {
  existingKafka,
  existingPgBouncer,
  existingPostgres,
  existingRedis,
  existingReplica,
} from './existing-systems.ts'
import { type KafkaOptions, type KafkaServer, startKafka } from './kafka/server.ts'
import { freePort } from './machine/ports.ts'
import { type Progress, silent } from './machine/progress.ts'
import { openRunFolder, removeRunFolder } from './machine/run-folder.ts'
import { type PgBouncerOptions, type PgBouncerServer, startPgBouncer } from './postgres/pgbouncer.ts'
import {
  type PostgresOptions,
  type PostgresServer,
  type ReplicaOptions,
  startPostgres,
  startPostgresReplica,
} from './postgres/server.ts'
import type { Settings } from './postgres/settings.ts'
import { type RedisOptions, type RedisServer, startRedis } from './redis/server.ts'

/** The systems a bench can hold. */
export interface BenchSystems {
  readonly postgres: PostgresServer
  readonly replica: PostgresServer
  readonly pgbouncer: PgBouncerServer
  readonly redis: RedisServer
  readonly kafka: KafkaServer
}

type Own<Options> = true | Omit<Options, 'dir' | 'name' | 'onProgress' | 'primary' | 'upstream'>

/** What to bring up; `true` is the plain form. A replica and PgBouncer need `postgres` beside them. */
export interface BenchRequest {
  readonly postgres?: Own<PostgresOptions>
  readonly replica?: Own<ReplicaOptions>
  readonly pgbouncer?: Own<PgBouncerOptions>
  readonly redis?: Own<RedisOptions>
  readonly kafka?: Own<KafkaOptions>
  readonly onProgress?: Progress
}

/** Running systems in one temporary folder; only those that were asked for are there. */
export type Bench<Systems extends keyof BenchSystems = never> = Pick<BenchSystems, Systems> & {
  readonly dir: string
  /** The usual variables: DATABASE_URL (through PgBouncer if there is one), DATABASE_DIRECT_URL, DATABASE_REPLICA_URL, REDIS_URL, KAFKA_BROKERS. */
  readonly env: Readonly<Record<string, string>>
  /** Stops everything and removes the folder. */
  stop(): Promise<void>
}

/** For `beforeAll`: a start takes 2 s on idle cores, much more on busy ones. */
export const BENCH_START_TIMEOUT_MS = 90_000

/** Brings up real systems, all at once; when one fails, the others are stopped again. */
export async function startBench<Request extends BenchRequest>(
  request: Request,
): Promise<Bench<keyof Request & keyof BenchSystems>> {
  const { onProgress = silent } = request
  const dir = openRunFolder()
  const starts = await begin(request, { dir, onProgress })
  const results = await Promise.allSettled(
    Object.entries(starts).map(async ([name, start]) => {
      const since = performance.now()
      const server = await start
      onProgress(`${name} is up (${((performance.now() - since) / 1000).toFixed(1)} s)`)
      return [name, server] as const
    }),
  )
  const servers = results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []))
  const stop = async () => {
    await Promise.all(servers.map(([, server]) => server.stop()))
    removeRunFolder(dir)
  }
  const failure = results.find((result) => result.status === 'rejected')
  if (failure) {
    await stop()
    throw failure.reason
  }
  const systems: Partial<BenchSystems> = Object.fromEntries(servers)
  return { ...(systems as Pick<BenchSystems, keyof Request & keyof BenchSystems>), dir, env: variables(systems), stop }
}

type Starts = { [System in keyof BenchSystems]?: Promise<BenchSystems[System]> }

async function begin(request: BenchRequest, where: { dir: string; onProgress: Progress }): Promise<Starts> {
  const { postgres, replica, pgbouncer, redis, kafka } = request
  if ((replica || pgbouncer) && !postgres) throw new Error('a replica or PgBouncer needs postgres: true beside it')
  const own = <Options extends object>(options: true | Options) => ({ ...(options === true ? {} : options), ...where })
  const existing = existingPostgres()
  // Known before the primary runs, so that replica and pooler can start at the same time.
  const at = (await existing) ?? (await addressFor(postgres))
  return {
    ...(postgres && { postgres: existing ?? startPostgres({ ...own(postgres), ...at }) }),
    ...(replica && {
      replica: existingReplica() ?? startPostgresReplica({ ...own(replica), ...like(postgres, replica), primary: at }),
    }),
    ...(pgbouncer && { pgbouncer: existingPgBouncer() ?? startPgBouncer({ ...own(pgbouncer), upstream: at }) }),
    ...(redis && { redis: existingRedis() ?? startRedis(own(redis)) }),
    ...(kafka && { kafka: existingKafka() ?? startKafka(own(kafka)) }),
  }
}

/** A replica refuses to start with lower limits than its primary has. */
function like(postgres: BenchRequest['postgres'], replica: BenchRequest['replica']): { settings: Settings } {
  const settingsOf = (options: typeof postgres | typeof replica) =>
    typeof options === 'object' ? options.settings : {}
  return { settings: { ...settingsOf(postgres), ...settingsOf(replica) } }
}

async function addressFor(postgres: BenchRequest['postgres']): Promise<{ host: string; port: number }> {
  const { host = '127.0.0.1', port = undefined } = postgres === true ? {} : (postgres ?? {})
  return { host, port: port ?? (await freePort(host)) }
}

function variables({ postgres, replica, pgbouncer, redis, kafka }: Partial<BenchSystems>): Record<string, string> {
  const database = pgbouncer ?? postgres
  return {
    ...(database && { DATABASE_URL: database.url }),
    ...(pgbouncer && postgres && { DATABASE_DIRECT_URL: postgres.url }),
    ...(replica && { DATABASE_REPLICA_URL: replica.url }),
    ...(redis && { REDIS_URL: redis.url }),
    ...(kafka && { KAFKA_BROKERS: kafka.brokers }),
  }
}
