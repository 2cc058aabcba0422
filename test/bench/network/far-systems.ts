// Runs inside the far namespace: brings up the systems and the service under load, tells their variables to its parent, stops with it.
import { once } from 'node:events'
import { join } from 'node:path'
import { startBench } from '../bench.ts'
import { until } from '../machine/until.ts'
import { startLoad } from '../user-service/load.ts'
import { startUserService } from '../user-service/start.ts'

const host = '10.231.0.1'
const jwtSecret = 'bench-jwt'

const bench = await startBench({
  postgres: { host },
  pgbouncer: { host },
  replica: { host },
  // Without a password Redis answers its own machine only.
  redis: { host, password: 'bench-redis-far' },
  kafka: { host },
})
const logFile = join(bench.dir, 'service.jsonl')
const service = await startUserService({
  env: { ...bench.env, HOST: '0.0.0.0', PGBOUNCER: '1', JWT_SECRET: jwtSecret, KAFKA_SESSION_TIMEOUT_MS: '6000' },
  logFile,
})
await until('the service is ready', async () => (await fetch(new URL('/health', service.url))).status === 200)
const load = startLoad({ url: service.url, jwtSecret, ratePerSecond: 10 })
process.send?.({
  SERVICE_NAME: 'user-service',
  USROPS_SERVICE_URL: service.url.replace('127.0.0.1', host),
  DATABASE_URL: bench.pgbouncer.url,
  DIRECT_DATABASE_URL: bench.postgres.monitorUrl,
  REPLICA_DATABASE_URL: bench.replica.monitorUrl,
  PGBOUNCER_ADMIN_URL: bench.pgbouncer.statsUrl,
  REDIS_URL: bench.redis.url,
  KAFKA_BROKERS: bench.kafka.brokers,
  KAFKA_GROUPS: 'user-service',
  LOG_FILES: logFile,
})
process.stdin.resume()
await once(process.stdin, 'end')
await load.stop()
await service.stop()
await bench.stop()
process.disconnect?.()
