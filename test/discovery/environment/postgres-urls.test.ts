import { describe, expect, it } from 'vitest'
import { dependenciesOf, type Variable } from './environment-of.ts'

const own = 'pod-env:users/Deployment/user-service/app'

function postgresOf(variables: Readonly<Record<string, Variable>>) {
  return dependenciesOf(variables).postgres.map(({ config }) => config)
}

describe('a URL of a database', () => {
  it.each([
    [
      'stands as it is where it holds no password',
      'postgresql://app@user-db:5432/users',
      { url: 'postgresql://app@user-db:5432/users' },
    ],
    [
      'stands as it is with options',
      'postgres://user-db/users?sslmode=require&schema=public',
      { url: 'postgres://user-db/users?sslmode=require&schema=public' },
    ],
    [
      'of SQLAlchemy stands as it is',
      'postgresql+asyncpg://app@user-db/users',
      { url: 'postgresql+asyncpg://app@user-db/users' },
    ],
    ['is referred to where it holds a password', 'postgres://app:hush@user-db/users', { url: `${own}/DATABASE_URL` }],
    [
      'is referred to where an option is a password',
      'jdbc:postgresql://user-db/users?user=app&password=hush',
      { url: `${own}/DATABASE_URL` },
    ],
    [
      'is referred to where a key is locked by a password',
      'postgres://app@user-db/users?sslpassword=hush',
      { url: `${own}/DATABASE_URL` },
    ],
    [
      'is referred to where a password holds an @',
      'postgres://app:hush@1@user-db/users',
      { url: `${own}/DATABASE_URL` },
    ],
    [
      'of Elixir is taken apart',
      'ecto://app:hush@user-db/users',
      { host: 'user-db', database: 'users', user: 'app', password: `${own}/DATABASE_URL#password` },
    ],
    [
      'of GeoDjango is taken apart',
      'postgis://app@user-db:5433/users',
      { host: 'user-db', port: 5433, database: 'users', user: 'app' },
    ],
    ['may be in capitals', 'POSTGRES://app@user-db/users', { url: 'POSTGRES://app@user-db/users' }],
    ['may be wrapped by a tool', 'jdbc:otel:postgresql://user-db/users', { host: 'user-db', database: 'users' }],
    [
      'may be keywords',
      "host=user-db port=5433 user=app password='hu sh' dbname=users sslmode=verify-full",
      {
        host: 'user-db',
        port: 5433,
        database: 'users',
        user: 'app',
        password: `${own}/DATABASE_URL#password`,
        sslmode: 'verify-full',
      },
    ],
    [
      'may be of .NET',
      'Server=user-db;Port=5432;User Id=app;Password="hush";Database=users;SSL Mode=VerifyFull',
      {
        host: 'user-db',
        port: 5432,
        database: 'users',
        user: 'app',
        password: `${own}/DATABASE_URL#password`,
        sslmode: 'verify-full',
      },
    ],
  ])('%s', (_, url, config) => {
    expect(postgresOf({ DATABASE_URL: url })).toEqual([{ name: 'user-db', ...config }])
  })

  it('with several hosts becomes the first, with the others beside it', () => {
    const [found] = dependenciesOf({ DATABASE_URL: 'postgresql://app:hush@db-a:5432,db-b:5433/users' }).postgres
    expect(found).toMatchObject({
      config: { host: 'db-a', port: 5432, password: `${own}/DATABASE_URL#password` },
      hosts: ['db-a', 'db-b'],
      alternatives: ['db-b:5433'],
    })
  })

  it.each([
    ['127.0.0.1', 'postgres://app@127.0.0.1:5432/users'],
    ['localhost', 'postgres://app@localhost/users'],
    ['::1', 'postgres://app@[::1]:5432/users'],
    ['a socket', 'postgres://app@/users?host=/var/run/postgresql'],
    ['an encoded socket', 'postgres://app@%2Fvar%2Frun%2Fpostgresql/users'],
    ['no host at all', 'postgres:///users'],
  ])('of %s is inside the pod, and named after the service', (_, url) => {
    expect(dependenciesOf({ DATABASE_URL: url }).postgres).toMatchObject([
      { config: { name: 'user-service-db' }, inPod: true },
    ])
  })

  it('of an address is named after the service', () => {
    expect(postgresOf({ DATABASE_URL: 'postgres://10.1.2.3/users' })[0]?.name).toBe('user-service-db')
  })

  it('around a secret is taken apart, with the secret as the password', () => {
    const config = postgresOf({
      DB_PASSWORD: { secret: 'user-db/password' },
      DATABASE_URL: 'postgres://app:$(DB_PASSWORD)@user-db.data.svc:5432/users?sslmode=require',
    })
    expect(config).toEqual([
      {
        name: 'user-db',
        host: 'user-db.data.svc',
        port: 5432,
        database: 'users',
        user: 'app',
        password: 'secret:users/user-db/password',
        sslmode: 'require',
      },
    ])
  })

  it('around a secret that is written as URLs want it is read for the password', () => {
    const [config] = postgresOf({
      DB_PASSWORD: { secret: 'user-db/password', value: 'hu%40sh' },
      DATABASE_URL: 'postgres://app:$(DB_PASSWORD)@user-db/users',
    })
    expect(config?.password).toBe(`${own}/DATABASE_URL#password`)
  })

  it('around secrets everywhere says where each of them is', () => {
    const variables = Object.fromEntries(
      ['host', 'port', 'user', 'password', 'dbname'].map((key) => [`PG_${key.toUpperCase()}`, { secret: `pg/${key}` }]),
    )
    const [found] = dependenciesOf({
      ...variables,
      DSN: 'postgres://$(PG_USER):$(PG_PASSWORD)@$(PG_HOST):$(PG_PORT)/$(PG_DBNAME)',
    }).postgres
    expect(found).toMatchObject({
      config: { host: 'secret:users/pg/host', password: 'secret:users/pg/password' },
      secretFields: {
        host: 'secret:users/pg/host',
        port: 'secret:users/pg/port',
        user: 'secret:users/pg/user',
        database: 'secret:users/pg/dbname',
      },
    })
  })

  it.each([
    'DATABASE_URL',
    'POSTGRES_URL',
    'POSTGRESQL_URL',
    'DB_URL',
    'USERS_DATABASE_URL',
    'PG_DSN',
    'SPRING_DATASOURCE_URL',
    'JDBC_URL',
    'DSN',
    'ConnectionStrings__Default',
    'SQLALCHEMY_DATABASE_URI',
    'POSTGRES_PRISMA_URL',
  ])('in a Secret that was not read is referred to: %s', (name) => {
    expect(postgresOf({ [name]: { secret: 'app/url' } })).toEqual([
      { name: 'user-service-db', url: 'secret:users/app/url' },
    ])
  })

  it('in a Secret that was read is referred to, and named after its host', () => {
    const url = { secret: 'app/url', value: 'postgres://app:hush@user-db.data/users' }
    expect(dependenciesOf({ DATABASE_URL: url }).postgres).toMatchObject([
      { config: { name: 'user-db', url: 'secret:users/app/url' }, hosts: ['user-db.data'], assumed: false },
    ])
  })
})
