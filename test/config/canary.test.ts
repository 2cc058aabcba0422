import { inspect } from 'node:util'
import { expect, test } from 'vitest'
import { describeScope } from '../../src/config/describe.ts'
import { initialConfig } from '../../src/config/initial-config.ts'
import { loadScope } from '../../src/config/scope.ts'
import { scopeOf, services } from './scope-of.ts'
import { tempFolder } from './temp-folder.ts'

const secret = 'c4n4ry'

const variables = {
  SERVICE_URL: `http://u:${secret}@localhost:3000/?token=${secret}`,
  DATABASE_URL: `postgres://app:${secret}@db:6432/users?application_name=x`,
  DIRECT_URL: `jdbc:postgresql://db:5432/users?user=app&password=${secret}`,
  ADMIN_DATABASE_URL: `postgres://root:${secret}@db:5432/users?schema=x`,
  REPLICA_DATABASE_URL: `postgres://app:${secret}@db2:5432/users`,
  PGBOUNCER_ADMIN_URL: `postgres://stats:${secret}@db:6432/pgbouncer`,
  REDIS_URL: `redis+sentinel://:${secret}@a,b/main/0`,
  KAFKA_BROKERS: 'k:9092',
  KAFKA_SASL_USERNAME: 'u',
  KAFKA_SASL_PASSWORD: secret,
  PGPASSWORD: secret,
}

const file = services(`      users:
        url: http://localhost
        authorization: exec:printf ${secret}
        postgres: { host: db, user: app, password: env:PGPASSWORD, key: env:PGPASSWORD }
        redis: { host: cache, password: { exec: [printf, ${secret}] }, tls: { key: env:PGPASSWORD } }
        kafka: { brokers: env:KAFKA_BROKERS, sasl: { mechanism: PLAIN, username: u, password: env:KAFKA_SASL_PASSWORD } }`)

test.each([
  ['variables', undefined],
  ['a file', file],
])('a secret from %s is in no form of the scope, but reaches the driver', async (_name, yaml) => {
  using folder = tempFolder(yaml === undefined ? {} : { 'usrops.yaml': yaml })
  const env = { ...variables, PATH: process.env.PATH }
  const scope = await loadScope({ env, cwd: folder.path, home: folder.path })
  const settings = await Promise.all(scope.connections.map((each) => each.settings()))
  const forms = [scope, settings, describeScope(scope)].flatMap((value) => [
    inspect(value, { depth: null, showHidden: true }),
    JSON.stringify(value),
    String(value),
  ])
  for (const form of forms) expect(form).not.toContain(secret)
  const secrets = settings.flatMap((each) => ('password' in each && each.password ? [each.password.reveal()] : []))
  expect(secrets.length).toBeGreaterThan(1)
  expect(secrets).toEqual(secrets.map(() => secret))
})

test.each([
  'DATABASE_URL',
  'DIRECT_URL',
  'ADMIN_DATABASE_URL',
  'REPLICA_DATABASE_URL',
  'REDIS_URL',
  'SERVICE_URL',
  'KAFKA_BROKERS',
])('no error about %s holds what is in it', async (name) => {
  for (const value of [
    secret,
    `x://u:${secret}@h`,
    `postgres://u:${secret}@a,b/d`,
    `redis://${secret}@a,b`,
    `http://${secret}@`,
    `postgres://u:${secret}?x@h/d`,
  ]) {
    const outcome = await scopeOf(undefined, { ...variables, [name]: value }).catch((error: unknown) => error)
    if (outcome instanceof Error) expect(inspect(outcome, { depth: null })).not.toContain(secret)
  }
})

test('a first configuration holds references only', async () => {
  expect(await initialConfig(variables)).not.toContain(secret)
})
