import { describe, expect, test } from 'vitest'
import { foundOn } from './fake-cluster.ts'
import { rawKubeService, rawWorkload } from './objects.ts'
import { app, env } from './workloads.ts'

describe('a proxy inside the pod', () => {
  const objects = [
    app('user-service', { REDIS_URL: 'redis://localhost:6379' }),
    app('mail', { REDIS_URL: 'redis://localhost:6379' }),
  ]

  test('is a system of each workload, and of this machine never', async () => {
    const { connections, edges } = await foundOn({ objects })
    const caches = connections.filter(({ system }) => system === 'redis')
    expect(caches.map(({ written }) => written.via)).toEqual([
      'inside the pods of deployment/user-service',
      'inside the pods of deployment/mail',
    ])
    expect(edges.filter((each) => each.startsWith('redis'))).toHaveLength(2)
    const settings = await caches[0]?.settings()
    const dial = settings && 'dial' in settings ? settings.dial : undefined
    await expect(dial?.('localhost', 6379, AbortSignal.timeout(1000))).rejects.toThrow(
      'no pod of deployment/user-service',
    )
  })
})

test('without the right to tunnels everything inside is said not to be reachable, and what is outside is asked', async () => {
  const { connections } = await foundOn({
    objects: [
      rawWorkload('Deployment', 'user-service', {
        container: {
          env: env({ REDIS_URL: 'redis://cache', KAFKA_BROKERS: 'broker.example.org:9092' }),
          ports: [{ name: 'http', containerPort: 3000 }],
        },
      }),
    ],
    forbidden: ['create pods/portforward'],
  })
  const said = connections.map(({ system, notDialled }) => [system, notDialled?.grant])
  expect(said).toEqual([
    ['kubernetes', undefined],
    ['http', 'a Role with create pods/portforward in namespace users: usrops doctor --rbac connect -n users'],
    ['logs', undefined],
    ['redis', 'a Role with create pods/portforward in namespace users: usrops doctor --rbac connect -n users'],
    ['kafka', undefined],
  ])
})

describe('services that call each other', () => {
  const objects = [
    app('web', { USERS_SERVICE_URL: 'http://users:8080' }),
    app('users', { AUTH_SERVICE_URL: 'http://auth' }),
    app('auth', { USERS_SERVICE_URL: 'http://users.users.svc:8080' }),
    app('mail', {}),
    rawKubeService('users', 8080),
    rawKubeService('auth', 80),
  ]

  test('are tied, also in a ring, and who is named brings who it needs', async () => {
    const { edges, chosen } = await foundOn({ objects, services: ['web'] })
    expect(chosen).toEqual(['web'])
    expect(edges).toEqual([
      'service web -> service users',
      'service users -> service auth',
      'service auth -> service users',
    ])
  })
})
