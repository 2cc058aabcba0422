import { describe, expect, it } from 'vitest'
import type { Found } from '../../../src/discovery/environment/dependencies.ts'
import { fillFields } from '../../../src/discovery/environment/fill-fields.ts'
import { clusterHostOf, hostKey, isInPod, nameOfHost } from '../../../src/discovery/environment/host.ts'
import { partOfValue, splitReference } from '../../../src/discovery/environment/value-part.ts'

describe('a part of a value', () => {
  const url = 'postgres://app:hu%40sh@user-db:5433/users'
  const net = 'Host=user-db;Port=5433;Username=app;Password=hush;Database=users'
  const redis = 'cache:6380,password=hush,defaultDatabase=2,user=app'
  const jaas = 'x.ScramLoginModule required username="app" password="hu\\"sh";'

  it.each([
    [url, 'host', 'user-db'],
    [url, 'port', '5433'],
    [url, 'user', 'app'],
    [url, 'password', 'hu@sh'],
    [url, 'database', 'users'],
    ['postgres://user-db/users', 'password', undefined],
    [net, 'password', 'hush'],
    [net, 'user', 'app'],
    [redis, 'password', 'hush'],
    [redis, 'username', 'app'],
    [redis, 'database', '2'],
    ['x.PlainLoginModule required username="app" password="hush";', 'user', 'app'],
    ['x.PlainLoginModule required username=app password=hush;', 'password', 'hush'],
    ['hush', 'password', undefined],
  ])('is found: %s, %s', (text, part, value) => {
    expect(partOfValue(text, part)).toBe(value)
  })

  it('is found in a line of JAAS with a quote in it', () => {
    expect(partOfValue(jaas, 'user')).toBe('app')
  })

  it('is named behind the reference', () => {
    expect(splitReference('secret:a/b/c#password')).toEqual({ whole: 'secret:a/b/c', part: 'password' })
    expect(splitReference('pod-env:a/Deployment/b/c/D')).toEqual({
      whole: 'pod-env:a/Deployment/b/c/D',
      part: undefined,
    })
  })
})

describe('fields that stand in Secrets', () => {
  function found(config: object, secretFields: Readonly<Record<string, string>>): Found<object> {
    return { config, secretFields, hosts: [], inPod: false, assumed: false, variables: [] }
  }

  it('are filled with their values', () => {
    const item = found(
      { host: 'secret:a/b/host', replicas: [{ host: 'secret:a/b/ro' }] },
      { host: 'secret:a/b/host', port: 'secret:a/b/port', 'replicas.0.host': 'secret:a/b/ro' },
    )
    const values = new Map([
      ['secret:a/b/host', 'user-db\n'],
      ['secret:a/b/port', '5433'],
      ['secret:a/b/ro', 'user-db-ro'],
    ])
    expect(fillFields(item, values)).toMatchObject({
      config: { host: 'user-db', port: 5433, replicas: [{ host: 'user-db-ro' }] },
      hosts: ['user-db'],
      secretFields: {},
    })
    expect(item.config).toMatchObject({ host: 'secret:a/b/host' })
  })

  it.each([
    ['a port with its host', 'user-db:5433', { host: 'user-db', port: 5433 }],
    ['a URL', 'redis://:hush@cache', { url: 'secret:a/b/host' }],
    ['an IPv6 address', '::1', { host: '::1' }],
  ])('may hold %s', (_, text, config) => {
    const item = found({ host: 'secret:a/b/host' }, { host: 'secret:a/b/host' })
    expect(fillFields(item, new Map([['secret:a/b/host', text]]))?.config).toEqual(config)
  })

  it('tell whether the place is inside the pod', () => {
    const item = found({ host: 'secret:a/b/host' }, { host: 'secret:a/b/host' })
    expect(fillFields(item, new Map([['secret:a/b/host', '127.0.0.1']]))?.inPod).toBe(true)
  })

  it.each([
    ['is missing', new Map<string, string>()],
    ['is empty', new Map([['secret:a/b/port', ' ']])],
    ['is no port', new Map([['secret:a/b/port', 'high']])],
  ])('make a dependency useless where one %s', (_, values) => {
    expect(fillFields(found({ host: 'db' }, { port: 'secret:a/b/port' }), values)).toBeUndefined()
  })
})

describe('a host', () => {
  it.each([
    ['user-db.data.svc', 'user-db'],
    ['USER-DB', 'user-db'],
    ['users.abc.eu-west-1.rds.amazonaws.com', 'users'],
    ['b-1.events.abc.c2.kafka.eu-west-1.amazonaws.com', 'events'],
    ['master.sessions.abc.euw1.cache.amazonaws.com', 'sessions'],
    ['10.0.0.1', undefined],
    ['fd00::1', undefined],
    ['localhost', undefined],
    ['/var/run/postgresql', undefined],
  ])('is called by its first label: %s', (host, name) => {
    expect(nameOfHost(host)).toBe(name)
  })

  it.each(['localhost', '127.0.0.1', '127.1.2.3', '::1', '[::1]', '/cloudsql/a:b:c', '@abstract', 'LOCALHOST.'])(
    'is inside the pod: %s',
    (host) => {
      expect(isInPod(host)).toBe(true)
    },
  )

  it.each([
    ['db', { service: 'db', namespace: 'users', pod: null, certain: true }],
    ['db.data', { service: 'db', namespace: 'data', pod: null, certain: false }],
    ['db.data.svc', { service: 'db', namespace: 'data', pod: null, certain: true }],
    ['db.data.svc.cluster.local.', { service: 'db', namespace: 'data', pod: null, certain: true }],
    ['db-0.db.data.svc', { service: 'db', namespace: 'data', pod: 'db-0', certain: true }],
    ['db.example.com', null],
    ['10.0.0.1', null],
    ['localhost', null],
  ])('leads into the cluster as far as its name tells: %s', (host, inside) => {
    expect(clusterHostOf(host, 'users')).toEqual(inside)
  })

  it('is the same however much of its name is written', () => {
    const names = ['db', 'db.users', 'DB.users.svc', 'db.users.svc.cluster.local']
    expect(new Set(names.map((name) => hostKey(name, 'users'))).size).toBe(1)
  })
})
