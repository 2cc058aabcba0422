import { writeFileSync } from 'node:fs'
import { Redis } from 'ioredis'
import { Kafka, logLevel } from 'kafkajs'
import pg from 'pg'
import type { Bench } from '../bench/bench.ts'
import { canaries } from './canaries.ts'

const c = canaries

/** Puts canaries into everything a system shows of those who use it. */
export async function plantCanaries(bench: Bench<'postgres' | 'redis' | 'kafka'>) {
  const [postgres, redis, kafka] = await Promise.all([inPostgres(bench), inRedis(bench), inKafka(bench)])
  return async () => {
    await Promise.all([postgres(), redis(), kafka()])
  }
}

async function inPostgres({ postgres }: Bench<'postgres'>) {
  const url = postgres.superuserUrl
  const clients = ['holder', 'waiting', 'slow'].map(
    (what) => new pg.Client({ connectionString: url, application_name: `${c.applicationName} ${what}` }),
  )
  const [holder, waiting, slow] = clients
  for (const client of clients) {
    client.on('error', () => undefined)
    await client.connect()
  }
  await holder?.query(`CREATE TABLE people (email text PRIMARY KEY, name text)`)
  await holder?.query(`INSERT INTO people VALUES ('${c.sqlEmail}', '${c.sqlName}')`)
  await holder?.query(`ALTER ROLE app PASSWORD '${c.rolePassword}'`)
  await holder?.query(`ALTER ROLE app PASSWORD '${c.databasePassword}'`)
  await holder?.query('BEGIN')
  await holder?.query(
    `UPDATE people SET name = '${c.sqlName} Junior' WHERE email = '${c.sqlEmail}' /* ${c.sqlEmail} */`,
  )
  waiting?.query(`UPDATE people SET name = E'${c.sqlName}' WHERE email = $$${c.sqlEmail}$$`).catch(() => undefined)
  slow
    ?.query(`SELECT pg_sleep(600), '${c.sqlEmail}' AS "${c.sqlEmail}", '${c.phone}', '${c.card}'`)
    .catch(() => undefined)
  return async () => {
    await holder?.query('ROLLBACK')
    for (const client of clients) await Promise.race([client.end(), new Promise((resolve) => setTimeout(resolve, 200))])
  }
}

async function inRedis({ redis: server }: Bench<'redis'>) {
  const redis = new Redis(server.url, { connectionName: c.redisClient })
  await redis.config('SET', 'slowlog-log-slower-than', '0')
  await redis.set(`session:${c.redisKey}`, c.redisValue)
  await redis.get(`session:${c.redisKey}?token=${c.urlToken}`)
  await redis.call('AUTH', 'default', c.inlinePassword).catch(() => undefined)
  await redis.eval('redis.call("get", KEYS[1]) for i = 1, 1000000 do end', 1, c.redisKey)
  return async () => redis.disconnect()
}

async function inKafka({ kafka: server }: Bench<'kafka'>) {
  const kafka = new Kafka({ clientId: c.clientId, brokers: server.brokers.split(','), logLevel: logLevel.NOTHING })
  const [admin, producer, consumer] = [
    kafka.admin(),
    kafka.producer(),
    kafka.consumer({ groupId: `${c.group}-living` }),
  ]
  await admin.connect()
  await admin.createTopics({ topics: [{ topic: 'people', numPartitions: 1 }], waitForLeaders: true })
  await producer.connect()
  await producer.send({ topic: 'people', messages: [{ key: c.sqlEmail, value: c.sqlName }, { value: c.sqlName }] })
  await admin.setOffsets({ groupId: c.group, topic: 'people', partitions: [{ partition: 0, offset: '0' }] })
  await consumer.connect()
  await consumer.subscribe({ topic: 'people' })
  await consumer.run({ eachMessage: async () => undefined })
  return async () => {
    await Promise.all([consumer.disconnect(), producer.disconnect(), admin.disconnect()])
  }
}

/** A log of failures that says too much, in JSON and in plain lines. */
export function writeTalkativeLog(path: string): void {
  const time = () => new Date().toISOString()
  const json = [
    {
      msg: `login failed for ${c.logEmail}`,
      err: `password authentication failed for user "${c.logEmail}"`,
      email: c.logEmail,
    },
    { msg: 'GET /users/:id failed', err: `invalid token: ${c.jwtInLog}`, authorization: `Bearer ${c.bearer}` },
    { msg: `connect postgres://app:${c.logPassword}@db:5432/users failed`, err: 'connect ECONNREFUSED 10.0.0.1:5432' },
    { msg: 'payment refused', err: `card ${c.card}, call ${c.phone}`, password: c.logPassword, apiKey: c.urlToken },
  ].map((line) => JSON.stringify({ level: 'error', time: time(), service: 'users', ...line }))
  const text = [
    `${time()} ERROR [users] cannot send to ${c.logEmail} (${c.phone}): password=${c.logPassword}`,
    `${time()} ERROR [users] GET /reset?token=${c.urlToken}&email=${c.logEmail} HTTP/1.1 500 Cookie: sid=${c.bearer}`,
    `${time()} ERROR [users] java.sql.SQLException: FATAL: password authentication failed for user "${c.logEmail}"`,
    `\tat com.example.Db.connect(jdbc:postgresql://db/users?user=app&password=${c.logPassword})`,
  ]
  writeFileSync(path, `${[...json, ...text, ...json, ...text].join('\n')}\n`)
}
