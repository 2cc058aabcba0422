import { truncateSync } from 'node:fs'
import { join } from 'node:path'
import { type Bench, type BenchSystems, startBench } from '../bench/bench.ts'
import { type Progress, silent } from '../bench/machine/progress.ts'
import { until } from '../bench/machine/until.ts'
import { type AuthService, startAuthService } from '../bench/user-service/auth-service.ts'
import { USUAL_LOAD } from './callers.ts'
import { type Deployment, startDeployment } from './deployment.ts'
import { dressDatabase } from './dress-database.ts'
import { KafkaHand } from './kafka-hand.ts'
import { type Dressing, type Names, namesOf } from './names.ts'
import { Operator } from './operator.ts'
import { PostgresHand } from './postgres-hand.ts'
import { redisHand } from './redis-hand.ts'
import { remedyTools } from './remedy-tools.ts'
import type { Thresholds, Through } from './scenario.ts'
import { databaseVariables, serviceEnvironment } from './service-environment.ts'
import type { Place } from './suite.ts'
import { warmCache } from './warm-cache.ts'

export interface StageOptions {
  readonly dressing: Dressing
  readonly onProgress?: Progress
  /** Rows of the users table; default 5000. */
  readonly seedUsers?: number
  /** False: nobody calls the service. */
  readonly load?: boolean
}

/** Real systems, the sample service on them under load, and an operator with usrops. */
export interface Stage extends Place {
  readonly names: Names
  readonly bench: Bench<keyof BenchSystems>
  readonly auth: AuthService
  readonly deployment: Deployment
  readonly operator: Operator
  /** The hands of the person who breaks things. */
  readonly postgres: PostgresHand
  readonly kafka: KafkaHand
  readonly redis: ReturnType<typeof redisHand>
}

const USUAL_WAY: Record<Dressing, Through> = { plain: 'pooler', other: 'direct' }

/** Brings everything up; 6 s with a warm cache on two idle cores. */
export async function startStage(options: StageOptions): Promise<Stage> {
  const { dressing, onProgress = silent } = options
  const names = namesOf(dressing)
  const bench = await startBench({
    postgres: { settings: { archive_mode: 'on', max_connections: 60 } },
    replica: true,
    // 15 s, the default, is long to wait for the pooler once the database is back.
    pgbouncer: { settings: { server_login_retry: 1 } },
    redis: true,
    kafka: true,
    onProgress,
  })
  try {
    return await dress(bench, names, options)
  } catch (error) {
    await bench.stop()
    throw error
  }
}

async function dress(bench: Bench<keyof BenchSystems>, names: Names, options: StageOptions): Promise<Stage> {
  const { dressing, onProgress = silent, seedUsers = 5000 } = options
  let through = USUAL_WAY[dressing]
  let thresholds: Thresholds = {}
  const [auth] = await Promise.all([startAuthService(), dressDatabase(bench, names)])
  const around = { names, systems: bench, authUrl: auth.url, seedUsers }
  const env = { ...serviceEnvironment(dressing, around), ...databaseVariables(dressing, around, through) }
  const logFile = join(bench.dir, 'log', dressing === 'plain' ? 'user-service.jsonl' : 'app-0.log')
  const deployment = await startDeployment(env, logFile)
  onProgress(`${names.service} answers at ${deployment.url}`)
  const tools = await remedyTools(bench.dir, deployment.controlUrl)
  const operator = new Operator(bench.dir, tools, () => ({
    ...{ dressing, names, systems: bench, authUrl: auth.url, through, thresholds },
    serviceUrl: deployment.url,
    logs: dressing === 'plain' ? logFile : join(bench.dir, 'log', 'app-*.log'),
    asker: names.monitor,
    postgresAddress: bench.postgres,
  }))
  const postgres = new PostgresHand(bench, names)
  const kafka = new KafkaHand(bench.kafka.brokers)
  const redis = redisHand(bench.redis.url)
  await until('the service is ready', async () => await postgres.tableExists(names.tables.users))
  await warmCache(redis, names, 1000)
  if (options.load !== false) deployment.load(USUAL_LOAD)
  await deployment.served()
  return {
    ...{ dressing, names, bench, auth, deployment, operator, postgres, kafka, redis },
    async arrange(how) {
      thresholds = how.thresholds ?? {}
      const wanted = how.through ?? USUAL_WAY[dressing]
      if (wanted === through) return
      through = wanted
      await deployment.settle(databaseVariables(dressing, around, through))
    },
    dir: bench.dir,
    served: () => deployment.served(),
    // As logrotate does with copytruncate.
    rotateLogs: () => truncateSync(logFile),
    async stop() {
      await Promise.all([deployment.stop(), auth.stop(), kafka.close(), postgres.close()])
      redis.disconnect()
      await bench.stop()
    },
  }
}
