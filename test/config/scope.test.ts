import { describe, expect, test } from 'vitest'
import type { Scope } from '../../src/config/scope.ts'
import { scopeOf, services } from './scope-of.ts'

const names = (scope: Scope) => scope.connections.map(({ system, target }) => `${system} ${target.name}`)
const node = (scope: Scope, name: string) => scope.topology.nodes.find(({ target }) => target.name === name)
const connection = (scope: Scope, name: string) => scope.connections.find(({ target }) => target.name === name)

describe('a service', () => {
  const file = services(`      users:
        url: http://users:3000
        logs: { files: [logs/*.log] }
        postgres: { url: "postgres://app@db/users", replicas: [{ url: "postgres://app@db2/users" }] }
        redis: { host: cache }
        kafka: { brokers: [k1, "k2:9093"], groups: [users] }
        commands: { restart: [systemctl, restart, users] }`)

  test('brings its systems under names made of its own', async () => {
    expect(names(await scopeOf(file))).toEqual([
      'http users',
      'logs users',
      'postgres users-db',
      'postgres users-db-replica',
      'redis users-redis',
      'kafka users-kafka',
    ])
  })

  test('needs them all, and a replica needs its primary', async () => {
    const { topology } = await scopeOf(file)
    const users = { system: 'service', kind: 'service', name: 'users' }
    expect(topology.dependencies(users).map(({ target }) => target.name)).toEqual([
      'users-db',
      'users-db-replica',
      'users-redis',
      'users-kafka',
    ])
    expect(topology.node({ system: 'postgres', kind: 'database', name: 'users-db-replica' })?.dependsOn).toEqual([
      'postgres///users-db',
    ])
  })

  test('hands over the commands that people type', async () => {
    const scope = await scopeOf(file)
    expect(node(scope, 'users')?.handles).toEqual({ restart: ['systemctl', 'restart', 'users'] })
    expect(node(scope, 'users-db')?.handles.client).toEqual(['psql', '-X', 'postgresql://app@db:5432/users'])
    expect(node(scope, 'users-redis')?.handles.client).toEqual(['redis-cli', '-h', 'cache', '-p', '6379'])
    expect(node(scope, 'users-kafka')?.handles.client).toEqual([
      'kafka-consumer-groups.sh',
      '--bootstrap-server',
      'k1:9092,k2:9093',
    ])
  })

  test('expects a primary, and standbys as replicas', async () => {
    const scope = await scopeOf(file)
    expect(await connection(scope, 'users-db')?.settings()).toMatchObject({ host: 'db', expects: 'primary' })
    expect(await connection(scope, 'users-db-replica')?.settings()).toMatchObject({ host: 'db2', expects: 'standby' })
  })

  test('may be narrowed to some systems', async () => {
    expect(names(await scopeOf(file, {}, { systems: ['redis'] }))).toEqual(['redis users-redis'])
    await expect(scopeOf(file, {}, { systems: ['reddis'] })).rejects.toThrow(
      'there is no system reddis: did you mean redis?',
    )
  })
})

describe('two services', () => {
  const file = services(`      users:
        postgres: { url: "postgres://a@localhost/users" }
        kafka: { brokers: [k1], groups: [users] }
        dependsOn: [auth]
      auth:
        postgres: { url: "postgres://b@127.0.0.1:5432/users", name: shared-db }
        redis: { host: cache }
        kafka: { brokers: ["K1:9092"], groups: [auth] }
      mail:
        postgres: { url: "postgres://c@localhost/mail" }`)

  test('that use one database share it, under the name that was given', async () => {
    const scope = await scopeOf(file)
    expect(names(scope)).toEqual(['postgres shared-db', 'kafka users-kafka', 'redis auth-redis', 'postgres mail-db'])
    expect(node(scope, 'users')?.dependsOn).toContain('postgres///shared-db')
  })

  test('share a cluster with the groups of both', async () => {
    expect(await connection(await scopeOf(file), 'users-kafka')?.settings()).toMatchObject({
      groups: ['users', 'auth'],
    })
  })

  test('a service that is named brings what it depends on, and nothing else', async () => {
    const scope = await scopeOf(file, {}, { services: ['users'] })
    expect(scope.services.map(({ name }) => name)).toEqual(['users'])
    expect(names(scope)).toEqual(['postgres shared-db', 'kafka users-kafka', 'redis auth-redis'])
  })

  test('an unknown one is answered with the known ones', async () => {
    await expect(scopeOf(file, {}, { services: ['user'] })).rejects.toThrow(
      'there is no service user: did you mean users?',
    )
  })

  test('different systems of one name are refused', async () => {
    const twice = services(`      a: { redis: [{ host: x, name: cache }, { host: y, name: cache }] }`)
    await expect(scopeOf(twice)).rejects.toThrow('two different systems of redis are named cache')
  })
})

describe('a database behind a pooler', () => {
  const env = {
    APP: 'postgres://app:pw@pooler:6432/users',
    DIRECT: 'postgres://direct:pw@db:5432/users',
    ADMIN: 'postgres://admin:pw@db:5432/users',
    CONSOLE: 'postgres://stats:pw@pooler:6432',
  }
  const file = services(`      users:
        postgres: { url: env:APP, directUrl: env:DIRECT, adminUrl: env:ADMIN, pooler: { adminUrl: env:CONSOLE } }`)

  test('is asked past the pooler, and the pooler at its console', async () => {
    const scope = await scopeOf(file, env)
    expect(names(scope)).toEqual(['postgres users-db', 'pgbouncer users-db-pooler'])
    expect(await connection(scope, 'users-db')?.settings()).toMatchObject({ host: 'db', user: 'direct' })
    const console = await connection(scope, 'users-db-pooler')?.settings()
    expect(console).toMatchObject({ host: 'pooler', port: 6432, user: 'stats', database: 'pgbouncer' })
  })

  test('stands behind it in the topology, each with its address', async () => {
    const scope = await scopeOf(file, env)
    expect(node(scope, 'users')?.dependsOn).toEqual(['pgbouncer///users-db-pooler'])
    expect(node(scope, 'users-db-pooler')).toMatchObject({
      dependsOn: ['postgres///users-db'],
      addresses: ['pooler:6432'],
    })
    expect(node(scope, 'users-db')?.addresses).toEqual(['db:5432'])
  })

  test('is handed over by the variable with the most rights', async () => {
    expect(node(await scopeOf(file, env), 'users-db')?.handles.client).toEqual(['psql', '-X', '$ADMIN'])
    const without = file.replace(', adminUrl: env:ADMIN', '')
    expect(node(await scopeOf(without, env), 'users-db')?.handles.client).toEqual(['psql', '-X', '$DIRECT'])
  })

  test('by its address where psql would not understand the variable', async () => {
    const jdbc = { ...env, ADMIN: 'jdbc:postgresql://db/users?user=admin&password=pw' }
    const client = node(await scopeOf(file, jdbc), 'users-db')?.handles.client
    expect(client).toEqual(['psql', '-X', 'postgresql://admin@db:5432/users'])
  })

  test('that is the same server has no pooler', async () => {
    const scope = await scopeOf(services('      users: { postgres: { url: env:APP, directUrl: env:APP } }'), env)
    expect(node(scope, 'users')?.dependsOn).toEqual(['postgres///users-db'])
  })
})

describe('a way', () => {
  const dialled = (via: string) =>
    scopeOf(services(`      users: { via: ${via}, redis: { host: x }, kafka: { brokers: [k] } }`))

  test('through a cluster is said, not tried', async () => {
    const scope = await dialled('port-forward')
    expect(connection(scope, 'users-redis')?.notDialled).toMatchObject({ kind: 'unsupported' })
    expect(connection(scope, 'users-kafka')?.notDialled).toMatchObject({ kind: 'unsupported' })
  })

  test('through a bastion is that of every broker, too', async () => {
    const kafka = connection(await dialled('{ ssh: bastion }'), 'users-kafka')
    expect(kafka?.notDialled).toBeUndefined()
    expect(await kafka?.settings()).toMatchObject({ dial: expect.any(Function) })
    expect(await connection(await dialled('direct'), 'users-kafka')?.settings()).not.toHaveProperty('dial')
  })
})

describe('a pinned identity', () => {
  const file = services('      users: { postgres: { host: db } }')

  test('reaches the connection it names', async () => {
    const scope = await scopeOf(`${file}\n    identities: { users-db: "73/users" }`)
    expect(connection(scope, 'users-db')?.pinnedIdentity).toBe('73/users')
  })

  test('of a system that does not exist is refused', async () => {
    const wrong = scopeOf(`${file}\n    identities: { user-db: "73/users" }`)
    await expect(wrong).rejects.toThrow('identities pins user-db, which is no system: did you mean users-db?')
  })
})

test('thresholds of an environment win over those of the file', async () => {
  const file = `checks: { a: { x: 1, y: 1 } }\n${services('      users: {}')}\n    checks: { a: { x: 2 } }`
  expect((await scopeOf(file)).params).toEqual({ a: { x: 2, y: 1 } })
})

test('a variable that is not set stops only the system that needs it', async () => {
  const file = services(`      users:
        redis: { url: env:GONE }
        postgres: { host: db, password: env:GONE }`)
  const scope = await scopeOf(file)
  await expect(connection(scope, 'users-redis')?.settings()).rejects.toThrow(
    'environments.production.services.users.redis.url refers to the variable GONE, which is not set',
  )
  await expect(connection(scope, 'users-db')?.settings()).rejects.toThrow(
    'environments.production.services.users.postgres.password refers to the variable GONE, which is not set',
  )
})

test('a Sentinel, a Cluster and TLS arrive as settings', async () => {
  const file = services(`      users:
        redis:
          - { sentinel: { nodes: [a, "b:5"], master: main, password: env:SPW }, username: u, password: env:PW, database: 3 }
          - { cluster: { nodes: [c] }, tls: { verify: ca, ca: env:CA } }
        kafka: { brokers: [k], tls: true, sasl: { mechanism: SCRAM-SHA-512, username: u, password: env:PW } }`)
  const scope = await scopeOf(file, { PW: 'p', SPW: 's', CA: 'pem' })
  const [sentinel, cluster, kafka] = await Promise.all(scope.connections.map((each) => each.settings()))
  expect(sentinel).toMatchObject({
    mode: 'sentinel',
    sentinels: [
      { host: 'a', port: 26_379 },
      { host: 'b', port: 5 },
    ],
    master: 'main',
    database: 3,
    username: 'u',
  })
  expect(cluster).toMatchObject({ mode: 'cluster', tls: { verify: 'ca', ca: 'pem' } })
  expect(kafka).toMatchObject({ brokers: ['k:9092'], tls: { verify: 'full' }, sasl: { mechanism: 'SCRAM-SHA-512' } })
})
