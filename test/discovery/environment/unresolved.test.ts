import { describe, expect, it } from 'vitest'
import { readDependencies } from '../../../src/discovery/environment/read-dependencies.ts'
import { dependenciesOf, entriesOf, type Variable } from './environment-of.ts'

const around = { service: 'user-service', namespace: 'users' }

describe('what is not understood', () => {
  it.each<readonly [string, Readonly<Record<string, Variable>>, string, string]>([
    [
      'a login without a host',
      { POSTGRES_PASSWORD: { secret: 'db/password' } },
      'no-host',
      'POSTGRES_PASSWORD tells of no host',
    ],
    [
      'a host with something left to be replaced',
      { DB_HOST: '$(HOST)', DB_NAME: 'users' },
      'unreadable',
      'DB_HOST and DB_NAME name a host in which something is left to be replaced',
    ],
    [
      'a URL with something left to be replaced',
      { DATABASE_URL: 'postgres://app:hush@{{ .Values.host }}/users' },
      'unreadable',
      'DATABASE_URL names a host in which something is left to be replaced',
    ],
    [
      'a Redis with something left to be replaced',
      { REDIS_HOST: '<host>' },
      'unreadable',
      'REDIS_HOST names a host in which something is left to be replaced',
    ],
    [
      'brokers that are none',
      { KAFKA_BROKERS: 'user:hush@kafka:9092' },
      'unreadable',
      'KAFKA_BROKERS is no list of host:port',
    ],
    [
      'a URL of something in a Secret',
      { CELERY_BROKER_URL: { secret: 'celery/url' } },
      'forbidden',
      'CELERY_BROKER_URL stands in Secret celery, which was not read: which system it names is unknown',
    ],
    [
      'Sentinels without a master',
      { REDIS_SENTINELS: 'a:26379', REDIS_PASSWORD: 'hush' },
      'unsupported',
      'REDIS_SENTINELS and REDIS_PASSWORD list nodes out of a Secret, or name no master',
    ],
  ])('is said: %s', (_, variables, kind, reason) => {
    const { unresolved } = dependenciesOf(variables)
    expect(unresolved).toEqual([{ variables: Object.keys(variables), kind, reason }])
  })

  it('is said of objects that are absent, as far as they may tell of a dependency', () => {
    const ref = (key: string) => ({ valueFrom: { configMapKeyRef: { name: 'absent', key } } })
    const entries = entriesOf({
      env: [
        { name: 'DB_HOST', ...ref('host') },
        { name: 'COLOUR', ...ref('colour') },
      ],
    })
    expect(readDependencies(entries, around).unresolved).toEqual([
      { variables: ['DB_HOST'], kind: 'missing', reason: 'DB_HOST refers to ConfigMap absent, which does not exist' },
    ])
  })

  it('never holds a value', () => {
    const odd = [
      'hush',
      '://hush',
      'postgres://hush',
      'jdbc:hush',
      'Host=;Password=hush',
      '$(hush)',
      'hush:hush@hush:x',
      '%hush%',
    ]
    const names = [
      'DATABASE_URL',
      'DB_HOST',
      'DB_PORT',
      'DB_PASSWORD',
      'REDIS_URL',
      'REDIS_HOST',
      'REDIS_SENTINELS',
      'KAFKA_BROKERS',
      'KAFKA_SASL_MECHANISM',
      'KAFKA_SASL_JAAS_CONFIG',
      'AUTH_SERVICE_URL',
    ]
    const reasons = odd.flatMap((value) => {
      const { unresolved } = dependenciesOf(Object.fromEntries(names.map((name) => [name, value])))
      return unresolved.map(({ reason }) => reason)
    })
    expect(reasons.length).toBeGreaterThan(5)
    expect(reasons.join('\n')).not.toMatch(/hush/i)
  })

  it('is not a login that is set into a URL', () => {
    const variables = { DB_PASSWORD: { secret: 'db/password' }, BACKEND_URI: 'mysql://app:$(DB_PASSWORD)@db/users' }
    expect(dependenciesOf(variables)).toMatchObject({ others: [{ system: 'mysql', name: 'db' }], unresolved: [] })
  })

  it('is not what has nothing to do with dependencies', () => {
    const variables = {
      LOG_FORMAT: 'host=%h user=%u',
      LOG_LEVEL: 'info',
      JWT_SECRET: { secret: 'jwt/secret' },
      SENTRY_DSN: { secret: 'sentry/dsn' },
      PORT: '8080',
    }
    expect(dependenciesOf(variables)).toEqual({
      postgres: [],
      redis: [],
      kafka: [],
      upstreams: [],
      others: [],
      unresolved: [],
    })
  })
})
