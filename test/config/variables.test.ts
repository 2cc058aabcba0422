import { describe, expect, test } from 'vitest'
import { scopeOf, services } from './scope-of.ts'

const env = {
  SERVICE_NAME: 'users',
  SERVICE_URL: 'http://localhost:3000',
  DATABASE_URL: 'postgres://app:pw@localhost:5432/users',
  REPLICA_DATABASE_URL: 'postgres://app:pw@localhost:5433/users',
  REDIS_URL: 'redis://localhost:6379',
  KAFKA_BROKERS: 'localhost:9092',
  KAFKA_SASL_USERNAME: 'u',
  KAFKA_SASL_PASSWORD: 'pw',
  KAFKA_SASL_MECHANISM: 'scram-sha-256',
  KAFKA_SSL: 'true',
  KAFKA_GROUPS: 'a, b',
  LOG_FILE: 'users.log',
}

test('the usual variables describe one service with all its systems', async () => {
  const scope = await scopeOf(undefined, env)
  expect(scope).toMatchObject({ environment: 'default', source: 'environment variables', protected: false })
  expect(scope.connections.map(({ system, target }) => `${system} ${target.name}`)).toEqual([
    'http users',
    'logs users',
    'postgres users-db',
    'postgres users-db-replica',
    'redis users-redis',
    'kafka users-kafka',
  ])
  const settings = await Promise.all(scope.connections.map((each) => each.settings()))
  expect(settings[5]).toMatchObject({
    brokers: ['localhost:9092'],
    sasl: { mechanism: 'SCRAM-SHA-256', username: 'u' },
    tls: { verify: 'full' },
    groups: ['a', 'b'],
  })
})

test("libpq's own variables describe a database", async () => {
  const scope = await scopeOf(undefined, {
    PGHOST: '/run/pg',
    PGPORT: '5433',
    PGUSER: 'app',
    PGPASSWORD: 'pw',
    PGDATABASE: 'users',
    PGSSLMODE: 'require',
  })
  const [settings] = await Promise.all(scope.connections.map((each) => each.settings()))
  expect(settings).toMatchObject({ host: '/run/pg', port: 5433, user: 'app', database: 'users', sslmode: 'require' })
})

test('a variable that is empty counts as unset', async () => {
  const scope = await scopeOf(undefined, {
    DATABASE_URL: '',
    PGHOST: 'db',
    REDIS_URL: '',
    USROPS_ENVIRONMENT: '',
    USROPS_CONFIG: '',
    DIRECT_URL: '',
  })
  expect(scope.connections.map(({ system }) => system)).toEqual(['postgres'])
  expect(scope.topology.nodes.map(({ addresses }) => addresses)).toEqual([[], ['db:5432']])
})

test('nothing at all says what may be set', async () => {
  await expect(scopeOf(undefined, { PATH: '/bin' })).rejects.toThrow(
    'nothing to look at: there is no usrops.yaml here or above',
  )
})

describe('the variables of this shell', () => {
  test('are never mixed into a file', async () => {
    const scope = await scopeOf(services('      users: { redis: { host: cache } }'), env)
    expect(scope.connections.map(({ target }) => target.name)).toEqual(['users-redis'])
    expect(await scope.connections[0]?.settings()).toMatchObject({ address: { host: 'cache' } })
  })

  test('are not used for the password of a file that names none', async () => {
    const scope = await scopeOf(services('      users: { postgres: { host: db, user: app, database: d } }'), {
      PGPASSWORD: 'mine',
      PGUSER: 'me',
      PGDATABASE: 'mine',
      PGSSLMODE: 'require',
    })
    const settings = await scope.connections[0]?.settings()
    expect(settings).toMatchObject({ user: 'app', database: 'd', sslmode: 'prefer' })
    expect(settings).not.toHaveProperty('password')
  })

  test.each([
    ['an environment was named', { environment: 'production' }, {}, 'environment production was named'],
    [
      'an environment was named by variable',
      {},
      { USROPS_ENVIRONMENT: 'production' },
      'environment production was named',
    ],
    ['a service was named', { services: ['users'] }, {}, 'service users was named'],
  ])('are not used where %s', async (_name, wishes, extra, message) => {
    await expect(scopeOf(undefined, { ...env, ...extra }, wishes)).rejects.toThrow(message)
  })
})

test.each([
  ['PGSSLMODE is unknown', { PGHOST: 'db', PGSSLMODE: 'canary' }],
  ['PGPORT is not a port', { PGHOST: 'db', PGPORT: 'canary' }],
  ['PGHOST names 2 hosts', { PGHOST: 'a,b' }],
  ['KAFKA_SASL_MECHANISM is unknown', { KAFKA_BROKERS: 'k', KAFKA_SASL_USERNAME: 'u', KAFKA_SASL_MECHANISM: 'canary' }],
  ['DATABASE_URL names 2 hosts', { DATABASE_URL: 'postgres://u:canary@a,b/x' }],
  ['REDIS_URL is not a URL', { REDIS_URL: 'canary' }],
])('%s, says the name of the variable and not its value', async (message, variables) => {
  await expect(scopeOf(undefined, variables)).rejects.toThrow(expect.objectContaining({ message, exit: 'usage' }))
})
