import { describe, expect, test } from 'vitest'
import { foundOn } from './fake-cluster.ts'
import { helm, rawKubeService, rawWorkload } from './objects.ts'
import { app, fromSecret, postgres, secret } from './workloads.ts'

describe('a database that runs in the cluster', () => {
  const objects = [
    app('user-service', { DATABASE_URL: 'postgres://db/users' }),
    postgres('pg', { podLabels: { app: 'pg' } }),
    rawKubeService('db', 5432, { selector: { app: 'pg' } }),
  ]

  test('is a service, too, on which the database stands', async () => {
    const { edges } = await foundOn({ objects })
    expect(edges).toEqual(['service user-service -> postgres db', 'postgres db -> service pg', 'service pg -> '])
  })

  test('is known by every name of its Service', async () => {
    const { node } = await foundOn({ objects })
    expect(node('postgres', 'db')?.addresses).toEqual([
      'db:5432',
      'db.users:5432',
      'db.users.svc:5432',
      'db.users.svc.cluster.local:5432',
      '10.96.17.4:5432',
    ])
  })

  test('is handed over by a shell in its pod, which needs no password there', async () => {
    const { node } = await foundOn({ objects })
    const words = ['kubectl', '--context', 'prod', '-n', 'users', 'exec', 'statefulset/pg', '--', 'psql', '-X']
    expect(node('postgres', 'db')?.handles.client).toEqual([...words, '-U', 'postgres', '-d', 'users'])
  })

  test('is one system for two services, however they write its name', async () => {
    const other = app('orders', {
      DB_HOST: 'db.users.svc.cluster.local',
      DB_PORT: '5432',
      DB_NAME: 'users',
      DB_TYPE: 'postgres',
    })
    const { edges } = await foundOn({ objects: [...objects, other] })
    expect(edges).toContain('service orders -> postgres db')
    expect(edges.filter((each) => each.startsWith('postgres'))).toHaveLength(1)
  })

  test('with two databases is two systems with two names', async () => {
    const other = app('orders', { DATABASE_URL: 'postgres://db/orders' })
    const { edges } = await foundOn({ objects: [...objects, other] })
    expect(edges).toContain('service user-service -> postgres db')
    expect(edges).toContain('service orders -> postgres db-orders')
  })

  test.each(['db.data.svc', 'db.data', 'db.data.svc.cluster.local'])(
    'of another namespace is looked for there: %s',
    async (host) => {
      const { edges, node } = await foundOn({
        objects: [
          app('user-service', { DATABASE_URL: `postgres://${host}/users` }),
          postgres('pg', { namespace: 'data', podLabels: { app: 'pg' } }),
          rawKubeService('db', 5432, { namespace: 'data', selector: { app: 'pg' } }),
          app('unrelated', {}, { namespace: 'data' }),
        ],
      })
      expect(edges).toEqual(['service user-service -> postgres db', 'postgres db -> service pg', 'service pg -> '])
      expect(node('service', 'pg')?.target.namespace).toBe('data')
    },
  )

  test('inside the release of the service becomes a service of its own, whatever its image is called', async () => {
    const release = helm('users', 'user-service')
    const { edges, chosen } = await foundOn({
      objects: [
        app('users', { DATABASE_URL: 'postgres://users-store:7000/users' }, release),
        rawWorkload('StatefulSet', 'users-store', { ...release, image: 'registry.example.org/team/store:3' }),
        rawKubeService('users-store', 7000),
      ],
    })
    expect(chosen).toEqual(['users'])
    expect(edges).toEqual([
      'service users -> postgres users-store',
      'postgres users-store -> service users-store',
      'service users-store -> ',
    ])
  })

  test('of an operator, whose pods no workload controls, is the object of that operator', async () => {
    const pod = {
      ...{ kind: 'Pod', metadata: { name: 'user-db-1', namespace: 'users', uid: 'p1', labels: { role: 'primary' } } },
      spec: { containers: [{ name: 'postgres', image: 'ghcr.io/cloudnative-pg/postgresql:17' }] },
    }
    const owned = {
      ...pod,
      metadata: {
        ...pod.metadata,
        ownerReferences: [{ kind: 'Cluster', name: 'user-db', uid: 'c', controller: true }],
      },
    }
    const { edges } = await foundOn({
      objects: [
        app('user-service', { DATABASE_URL: 'postgres://user-db-rw/users' }),
        owned,
        rawKubeService('user-db-rw', 5432, { selector: { role: 'primary' } }),
      ],
    })
    expect(edges).toContain('postgres user-db-rw -> service user-db')
  })
})

describe('a database outside', () => {
  const outside = 'users.abc.eu-west-1.rds.amazonaws.com'
  const alias = rawKubeService('db', 5432, { spec: { type: 'ExternalName', externalName: outside, clusterIP: '' } })

  test('is one system under its own name and the one the cluster gives it, and needs no tunnel', async () => {
    const objects = [
      app('user-service', { DATABASE_URL: 'postgres://db/users' }),
      app('orders', { DATABASE_URL: `postgres://${outside}:5432/users` }),
      alias,
    ]
    const { edges, node, connections } = await foundOn({ objects, forbidden: ['create pods/portforward'] })
    expect(edges).toEqual(['service user-service -> postgres db', 'postgres db -> ', 'service orders -> postgres db'])
    expect(node('postgres', 'db')?.addresses).toEqual(['db:5432', `${outside}:5432`])
    expect(connections.find(({ system }) => system === 'postgres')?.notDialled).toBeUndefined()
  })

  test('is reached as the environment says', async () => {
    const objects = [app('user-service', { DATABASE_URL: `postgres://${outside}/users` })]
    const { connections } = await foundOn({ objects, config: { via: { ssh: 'bastion' } } })
    expect(connections.find(({ system }) => system === 'postgres')?.written.via).toBe('ssh bastion')
  })
})

describe('a database whose address is in a Secret', () => {
  const url = 'postgres://app:hunter2@pg:5432/users'
  const service = rawWorkload('Deployment', 'user-service', {
    container: { env: [fromSecret('DATABASE_URL', 'user-db')] },
  })
  const objects = [service, postgres('pg'), rawKubeService('pg', 5432), secret('user-db', { DATABASE_URL: url })]

  test('is not asked, and says what it takes; the only one beside the service is taken for it', async () => {
    const { edges, connections, asked } = await foundOn({ objects })
    expect(edges).toContain('postgres user-service-db -> service pg')
    expect(connections.find(({ system }) => system === 'postgres')?.notDialled).toEqual({
      kind: 'authentication',
      reason: 'needs a login, which the workload has in DATABASE_URL',
      grant: '--credentials application uses the application’s own, or name one in usrops.yaml',
    })
    expect(asked).not.toContain('get secrets')
  })

  test('is not taken for one of several', async () => {
    const { edges } = await foundOn({ objects: [...objects, postgres('another')] })
    expect(edges).toContain('postgres user-service-db -> ')
  })

  test('is found where the logins of the application may be used', async () => {
    const { edges, connections } = await foundOn({ objects, config: { credentials: 'application' } })
    expect(edges).toContain('postgres pg -> service pg')
    const database = connections.find(({ system }) => system === 'postgres')
    expect(database?.notDialled).toBeUndefined()
    expect(JSON.stringify([database, await database?.settings()])).not.toContain('hunter2')
    expect(await database?.settings()).toMatchObject({ host: 'pg', user: 'app', database: 'users' })
  })

  test('says the right that is missing where the Secret may not be read', async () => {
    const { connections } = await foundOn({
      objects,
      config: { credentials: 'application' },
      forbidden: ['get secrets'],
    })
    await expect(connections.find(({ system }) => system === 'postgres')?.settings()).rejects.toThrow('get secrets')
  })

  test('is the one of the file where the file names one', async () => {
    const config = {
      services: { 'user-service': { postgres: { name: 'main', host: 'db.example.org', database: 'users' } } },
    }
    const { edges, connections } = await foundOn({ objects, config })
    expect(edges).toContain('service user-service -> postgres main')
    expect(edges.join()).not.toContain('user-service-db')
    expect(connections.find(({ system }) => system === 'postgres')?.notDialled).toBeUndefined()
  })
})
