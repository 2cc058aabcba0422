import { createServer } from 'node:http'
import { Redis } from 'ioredis'
import { Client } from 'pg'

/** An application of somebody else, small, with the habits of Spring Boot: names of variables, health paths and lines of log. */
const env = process.env

const logger = (level: string) => (text: string) => {
  const time = new Date().toISOString().replace('T', ' ').replace('Z', '')
  process.stdout.write(
    `${time}  ${level.padStart(5)} 1 --- [           main] com.acme.orders.OrderApi                 : ${text}\n`,
  )
}
const info = logger('INFO')
const error = logger('ERROR')

if (env.APP_BUG === 'start') {
  error('Application run failed')
  process.stdout.write(
    "org.springframework.beans.factory.BeanCreationException: Error creating bean with name 'priceList': Failed to bind properties under 'prices.currency'\n" +
      '\tat org.springframework.boot.SpringApplication.run(SpringApplication.java:1342)\n',
  )
  process.exit(1)
}

const url = new URL((env.SPRING_DATASOURCE_URL ?? '').replace(/^jdbc:/, ''))
const redis = new Redis({
  host: env.SPRING_DATA_REDIS_HOST ?? '',
  port: Number(env.SPRING_DATA_REDIS_PORT ?? 6379),
  connectionName: 'order-api',
  maxRetriesPerRequest: 1,
})
redis.on('error', (cause) => error(`Unable to connect to Redis: ${cause.message}`))

/** What the database says; null when it is well. */
async function databaseTrouble(): Promise<string | null> {
  const client = new Client({
    host: url.hostname,
    port: Number(url.port || 5432),
    database: url.pathname.slice(1),
    user: env.SPRING_DATASOURCE_USERNAME,
    password: env.SPRING_DATASOURCE_PASSWORD,
    application_name: 'order-api',
    connectionTimeoutMillis: 2000,
  })
  client.on('error', () => undefined)
  try {
    await client.connect()
    await client.query('SELECT 1')
    return null
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause)
    error(`HikariPool-1 - Exception during pool initialization. org.postgresql.util.PSQLException: FATAL: ${message}`)
    return message
  } finally {
    await client.end().catch(() => undefined)
  }
}

const server = createServer(async (request, response) => {
  const answer = (status: number, body: object) =>
    response
      .writeHead(status, { 'content-type': 'application/vnd.spring-boot.actuator.v3+json' })
      .end(JSON.stringify(body))
  if (request.url === '/actuator/health/liveness') return answer(200, { status: 'UP' })
  if (request.url?.startsWith('/actuator/health')) {
    const [trouble, pong] = await Promise.all([databaseTrouble(), redis.ping().catch(() => null)])
    const db = trouble === null ? { status: 'UP' } : { status: 'DOWN', details: { error: trouble } }
    const components = { db, redis: { status: pong === null ? 'DOWN' : 'UP' } }
    const isUp = trouble === null && pong !== null
    return answer(isUp ? 200 : 503, { status: isUp ? 'UP' : 'DOWN', components })
  }
  answer(404, { status: 404, error: 'Not Found', path: request.url })
})
server.listen(9000, '0.0.0.0', () => info('Started OrderApi in 0.912 seconds (process running for 1.204)'))
process.on('SIGTERM', () => process.exit(0))
