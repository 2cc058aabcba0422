import { describe, expect, it } from 'vitest'
import { dependenciesOf, type Variable } from './environment-of.ts'

function postgresOf(variables: Readonly<Record<string, Variable>>) {
  return dependenciesOf(variables).postgres.map(({ config }) => config)
}

describe('databases', () => {
  it('are several where several are named', () => {
    const config = postgresOf({
      USERS_DATABASE_URL: 'postgres://app@users-db/users',
      AUDIT_DB_HOST: 'audit-db',
      AUDIT_DB_NAME: 'audit',
    })
    expect(config).toEqual([
      { name: 'users-db', url: 'postgres://app@users-db/users' },
      { name: 'audit-db', host: 'audit-db', database: 'audit' },
    ])
  })

  it('are several where they are numbered, each with its own login', () => {
    const config = postgresOf({
      DB1_HOST: 'users-db',
      DB1_USER: 'a',
      DB2_HOST: 'audit-db',
      DB2_USER: 'b',
      STATSDB_HOST: 'stats-db',
    })
    expect(config).toEqual([
      { name: 'users-db', host: 'users-db', user: 'a' },
      { name: 'audit-db', host: 'audit-db', user: 'b' },
      { name: 'stats-db', host: 'stats-db' },
    ])
  })

  it.each(['DYNAMODB_ENDPOINT', 'INFLUXDB_HOST', 'ROCKSDB_NAME', 'COUCHDB_URL'])('are not what %s names', (name) => {
    expect(postgresOf({ [name]: 'somewhere' })).toEqual([])
  })

  it('of one server are told apart by their names', () => {
    const config = postgresOf({
      USERS_DB_HOST: 'postgres',
      USERS_DB_NAME: 'users',
      AUDIT_DB_HOST: 'postgres',
      AUDIT_DB_NAME: 'audit',
    })
    expect(config.map(({ name }) => name)).toEqual(['postgres', 'postgres-audit'])
  })

  it('are one where two styles say the same', () => {
    const config = postgresOf({
      DATABASE_URL: 'postgres://app@user-db.users.svc.cluster.local:5432/users',
      PGHOST: 'user-db',
      PGDATABASE: 'users',
      PGPASSWORD: { secret: 'user-db/password' },
    })
    expect(config).toEqual([
      {
        name: 'user-db',
        url: 'postgres://app@user-db.users.svc.cluster.local:5432/users',
        password: 'secret:users/user-db/password',
      },
    ])
  })

  it('take their login from variables with other words for a database', () => {
    const config = postgresOf({
      DATABASE_HOST: 'user-db',
      POSTGRES_DB: 'users',
      POSTGRES_USER: 'app',
      DB_PASSWORD: { secret: 'user-db/password' },
    })
    expect(config).toEqual([
      { name: 'user-db', host: 'user-db', database: 'users', user: 'app', password: 'secret:users/user-db/password' },
    ])
  })

  it('do not take the login of another user', () => {
    const config = postgresOf({
      DB_HOST: 'user-db',
      DB_USER: 'app',
      POSTGRES_USER: 'postgres',
      POSTGRES_PASSWORD: { secret: 'user-db/root' },
    })
    expect(config).toEqual([{ name: 'user-db', host: 'user-db', user: 'app' }])
  })

  it.each([
    ['its kind', { DB_CONNECTION: 'mysql', DB_HOST: 'users' }],
    ['its port', { DB_HOST: 'users', DB_PORT: '3306' }],
    ['its host', { DB_HOST: 'users-mysql' }],
    ['its URL', { DATABASE_URL: 'mysql2://app:hush@users/app' }],
  ])('are not Postgres by %s', (_, variables: Record<string, string>) => {
    const { postgres, others } = dependenciesOf(variables)
    expect([postgres, others.map(({ system }) => system)]).toEqual([[], ['mysql']])
  })

  it.each<readonly [string, Readonly<Record<string, Variable>>]>([
    ['cockroachdb', { DATABASE_URL: 'postgresql://root@cockroachdb-public/users' }],
    ['cockroachdb', { DB_HOST: 'users', DB_PORT: '26257' }],
    ['redshift', { DATABASE_URL: 'postgres://a:hush@w.abc.eu-west-1.redshift.amazonaws.com:5439/dwh' }],
    ['mysql', { DATABASE_URL: { secret: 'app/url' }, DATABASE_TYPE: 'mysql' }],
  ])('are not examined as Postgres where they are %s', (system, variables) => {
    expect(dependenciesOf(variables)).toMatchObject({ postgres: [], others: [{ system }], unresolved: [] })
  })

  it.each([
    ['in a file', { DATABASE_URL: 'sqlite:///data/app.db' }],
    ['in memory', { SPRING_DATASOURCE_URL: 'jdbc:h2:mem:users', SPRING_DATASOURCE_PASSWORD: 'hush' }],
    ['switched off', { POSTGRES_ENABLED: 'false', POSTGRES_HOST: 'user-db' }],
    ['of tests', { TEST_DATABASE_URL: 'postgres://app@test-db/test' }],
    ['with no host but a word for none', { DB_HOST: 'none', DB_NAME: 'users' }],
  ])('are none where they are %s', (_, variables: Record<string, string>) => {
    expect(dependenciesOf(variables)).toMatchObject({ postgres: [], others: [], unresolved: [] })
  })

  it.each([
    ['by its port', 'postgres://app@db:6432/users', 'db'],
    ['by its name', 'postgres://app@users-pgbouncer/users', 'users'],
    ['by an option', 'postgres://app@db/users?pgbouncer=true', 'db'],
  ])('are behind a pooler %s', (_, url, name) => {
    expect(dependenciesOf({ DATABASE_URL: url }).postgres).toMatchObject([{ pooled: true, config: { name } }])
  })

  it('have replicas, which take what they leave open from the primary', () => {
    const [config] = postgresOf({
      DB_HOST: 'user-db',
      DB_USER: 'app',
      DB_NAME: 'users',
      DB_READ_HOST: 'user-db-ro',
    })
    expect(config?.replicas).toEqual([{ name: 'user-db-ro', host: 'user-db-ro', database: 'users', user: 'app' }])
  })

  it('have no replica that is the primary itself', () => {
    const [config] = postgresOf({ DB_HOST: 'user-db', DB_READ_HOST: 'user-db.users.svc' })
    expect(config?.replicas).toBeUndefined()
  })

  it('are asked past the pooler where a direct URL says how', () => {
    const [config] = postgresOf({
      DATABASE_URL: 'postgres://app@pgbouncer:6432/users',
      DIRECT_URL: { secret: 'app/direct' },
    })
    expect(config).toMatchObject({ url: 'postgres://app@pgbouncer:6432/users', directUrl: 'secret:users/app/direct' })
  })
})
