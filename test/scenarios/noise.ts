import { appendFileSync } from 'node:fs'
import { Client } from 'pg'
import type { Stage } from './stage.ts'

const OTHER_TEAM = { user: 'billing', password: 'bench-billing-Zx55p', database: 'billing' }

/** What goes on beside the service on any weekday, and has nothing to do with its faults. The function that is returned ends it. */
export async function makeNoise(stage: Stage): Promise<() => Promise<void>> {
  const [sessions] = await Promise.all([
    foreignSessions(stage),
    foreignKafka(stage),
    foreignKeys(stage),
    hygiene(stage),
  ])
  // Somebody changed a setting that harms nobody.
  await stage.postgres.sql('ALTER SYSTEM SET log_temp_files = 0')
  await stage.postgres.sql('SELECT pg_reload_conf()')
  const chatter = setInterval(() => chat(stage), 700)
  oneOffErrors(stage)
  return async () => {
    clearInterval(chatter)
    await Promise.all(sessions.map((session) => session.end().catch(() => undefined)))
  }
}

/** Another team's pool, three sessions of it idle, one with a report of two minutes. */
async function foreignSessions({ bench, postgres }: Stage): Promise<readonly Client[]> {
  const { user, password, database } = OTHER_TEAM
  await postgres.sql(`CREATE ROLE ${user} LOGIN PASSWORD '${password}'`)
  await postgres.sql(`CREATE DATABASE ${database} OWNER ${user}`)
  const { host, port } = bench.postgres
  const application_name = 'billing-worker'
  const sessions = [1, 2, 3, 4].map(() => new Client({ host, port, user, password, database, application_name }))
  for (const session of sessions) {
    session.on('error', () => undefined)
    await session.connect()
  }
  sessions[0]?.query('SELECT pg_sleep(120)').catch(() => undefined)
  return sessions
}

/** Another team's group that nobody consumes for, with records that wait. */
async function foreignKafka({ kafka }: Stage): Promise<void> {
  const topic = 'billing.invoices'
  await kafka.createTopic(topic, 2)
  const messages = Array.from({ length: 300 }, (_, n) => ({ value: `{"invoice":${n}}`, partition: n % 2 }))
  await kafka.send(topic, messages)
  await kafka.commit('billing-mailer', [
    { topic, partition: 0, offset: 3 },
    { topic, partition: 1, offset: 4 },
  ])
}

async function foreignKeys({ redis }: Stage): Promise<void> {
  const pipeline = redis.pipeline()
  for (let n = 0; n < 200; n += 1) pipeline.set(`billing:invoice:${n}`, 'paid')
  await pipeline.exec()
}

/** An index that nobody uses, and dead rows that VACUUM has not come to yet. */
async function hygiene({ postgres, names }: Stage): Promise<void> {
  const { users } = names.tables
  await postgres.sql(`CREATE INDEX ${users}_bio_length_idx ON ${users} (length(bio))`)
  await postgres.sql(`UPDATE ${users} SET bio = bio WHERE id > 4000`)
}

function chat(stage: Stage): void {
  write(stage, 'info', 'scheduled job finished', { job: 'refresh-avatars', durationMs: 41 })
  write(stage, 'warn', 'deprecated field "nick" in request', { client: 'ios/4.1' })
}

function oneOffErrors(stage: Stage): void {
  write(stage, 'error', 'could not send push notification', { err: 'read ECONNRESET', host: 'push.example.net' })
  write(stage, 'error', 'avatar is not an image', { err: 'unsupported file type' })
}

function write({ deployment, names }: Stage, level: string, msg: string, fields: object): void {
  const line = { level, time: new Date().toISOString(), service: names.service, msg, ...fields }
  appendFileSync(deployment.service.logFile, `${JSON.stringify(line)}\n`)
}
