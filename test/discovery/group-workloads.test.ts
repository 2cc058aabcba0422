import { describe, expect, test } from 'vitest'
import type { FoundWorkload } from '../../src/discovery/found-workload.ts'
import { refText } from '../../src/discovery/found-workload.ts'
import { groupWorkloads } from '../../src/discovery/group-workloads.ts'
import { cronJob, deployment, helm, job, statefulSet, workload } from './objects.ts'

/** `name: deployment/a, job/b`, one line a service. */
function grouped(...workloads: readonly FoundWorkload[]): readonly string[] {
  return groupWorkloads(workloads).map(
    ({ name, workloads: members }) => `${name}: ${members.map(({ ref }) => refText(ref)).join(', ')}`,
  )
}

const named = (name: string, more: Readonly<Record<string, string>> = {}) => ({
  labels: { 'app.kubernetes.io/name': name, ...more },
})
const partOf = (platform: string, name: string, more: Readonly<Record<string, string>> = {}) =>
  named(name, { 'app.kubernetes.io/part-of': platform, ...more })

describe('a workload without labels of a group', () => {
  test('is a service under its own name', () => {
    expect(
      grouped(deployment('user-service'), deployment('user-service-worker'), workload('DaemonSet', 'agent')),
    ).toEqual([
      'user-service: deployment/user-service',
      'user-service-worker: deployment/user-service-worker',
      'agent: daemonset/agent',
    ])
  })

  test('that another one controls is part of that one', () => {
    const owner = { kind: 'CronJob', name: 'report', uid: 'CronJob-users-report' }
    expect(grouped(cronJob('report'), job('report-29411', { owner }))).toEqual(['report: cronjob/report'])
  })

  test('that an operator controls is a service, since its owner is no workload', () => {
    const owner = { kind: 'Keycloak', name: 'sso', uid: 'x' }
    const [service] = groupWorkloads([statefulSet('sso', { owner })])
    expect(service).toMatchObject({ name: 'sso', owner: { kind: 'operator', owner: 'Keycloak sso' } })
  })
})

describe('a Helm release', () => {
  test('is one service under its name, whatever its chart calls itself', () => {
    expect(
      grouped(
        deployment('users-prod-api', helm('users-prod', 'user-service', { 'app.kubernetes.io/component': 'api' })),
        deployment(
          'users-prod-worker',
          helm('users-prod', 'user-service', { 'app.kubernetes.io/component': 'worker' }),
        ),
      ),
    ).toEqual(['users-prod: deployment/users-prod-api, deployment/users-prod-worker'])
  })

  test('leaves its database to be a service of its own', () => {
    expect(
      grouped(
        deployment('user-service', helm('user-service', 'user-service')),
        statefulSet('user-service-postgresql', {
          ...helm('user-service', 'postgresql'),
          image: 'docker.io/bitnami/postgresql:16.4.0-debian-12-r9',
        }),
        statefulSet('user-service-redis-master', { ...helm('user-service', 'redis'), image: 'redis:7.4@sha256:ab12' }),
      ),
    ).toEqual([
      'user-service: deployment/user-service',
      'user-service-postgresql: statefulset/user-service-postgresql',
      'user-service-redis-master: statefulset/user-service-redis-master',
    ])
  })

  test('of a whole platform is one service for each application', () => {
    expect(
      grouped(
        deployment('platform-user-service', helm('platform', 'user-service')),
        deployment('platform-user-service-worker', helm('platform', 'user-service')),
        deployment('platform-orders', helm('platform', 'orders')),
      ),
    ).toEqual([
      'user-service: deployment/platform-user-service, deployment/platform-user-service-worker',
      'orders: deployment/platform-orders',
    ])
  })

  test('keeps the workers that are called after it', () => {
    expect(
      grouped(
        deployment('user-service', helm('user-service', 'user-service')),
        deployment('user-service-worker', helm('user-service', 'user-service-worker')),
        deployment('admin-ui', helm('user-service', 'admin-ui')),
      ),
    ).toEqual([
      'user-service: deployment/user-service, deployment/user-service-worker',
      'admin-ui: deployment/admin-ui',
    ])
  })

  test('has the jobs of its hooks, which Helm does not annotate', () => {
    const { labels } = helm('users', 'user-service')
    expect(
      grouped(
        deployment('users-user-service', helm('users', 'user-service')),
        job('users-migrate', { labels, annotations: { 'helm.sh/hook': 'pre-upgrade' } }),
      ),
    ).toEqual(['users: deployment/users-user-service, job/users-migrate'])
  })
})

describe('app.kubernetes.io/part-of', () => {
  test('of a platform does not swallow its applications', () => {
    expect(
      grouped(
        deployment('user-service', partOf('shop', 'user-service')),
        deployment('orders', partOf('shop', 'orders')),
        deployment('orders-consumer', partOf('shop', 'orders')),
      ),
    ).toEqual(['user-service: deployment/user-service', 'orders: deployment/orders, deployment/orders-consumer'])
  })

  test('of a platform with one application does not name it', () => {
    expect(grouped(deployment('user-service', partOf('shop', 'user-service')))).toEqual([
      'user-service: deployment/user-service',
    ])
  })

  test('joins what is called after it', () => {
    expect(
      grouped(
        deployment('user-service-api', partOf('user-service', 'user-service-api')),
        deployment('user-service-worker', partOf('user-service', 'user-service-worker')),
      ),
    ).toEqual(['user-service: deployment/user-service-api, deployment/user-service-worker'])
  })
})

describe('app.kubernetes.io/instance', () => {
  test('joins the components of one application', () => {
    const labels = (component: string) => ({
      'app.kubernetes.io/name': 'user-service',
      'app.kubernetes.io/instance': 'users-eu',
      'app.kubernetes.io/component': component,
    })
    expect(
      grouped(deployment('api', { labels: labels('api') }), deployment('worker', { labels: labels('worker') })),
    ).toEqual(['users-eu: deployment/api, deployment/worker'])
  })
})

describe('a job without labels', () => {
  test.each([
    [
      'user-service-migrate',
      ['user-service: deployment/user-service, job/user-service-migrate', 'user: deployment/user'],
    ],
    ['report', ['user-service: deployment/user-service', 'user: deployment/user', 'report: job/report']],
  ])('called %s goes to the service whose name its own begins with', (name, expected) => {
    expect(grouped(deployment('user-service'), deployment('user'), job(name))).toEqual(expected)
  })

  test('that ended long ago is over; a recent one and a running one are not', () => {
    const ended = (at: string, type: string) =>
      job('once', {
        status: { conditions: [{ type, status: 'True', lastTransitionTime: at }], completionTime: at, active: 0 },
      })
    expect(ended('2026-11-21T03:00:00Z', 'Complete').isOver).toBe(true)
    expect(ended('2026-11-21T03:00:00Z', 'Failed').isOver).toBe(true)
    expect(ended('2026-11-22T02:50:00Z', 'Failed').isOver).toBe(false)
    expect(job('once', { status: { active: 1 } }).isOver).toBe(false)
  })
})

test('two services of one name in a namespace get the names of their workloads', () => {
  expect(
    grouped(
      deployment('a-gateway', helm('a', 'gateway')),
      deployment('a-users', helm('a', 'users')),
      deployment('b-gateway', helm('b', 'gateway')),
      deployment('b-mail', helm('b', 'mail')),
    ),
  ).toEqual([
    'gateway: deployment/a-gateway',
    'users: deployment/a-users',
    'b-gateway: deployment/b-gateway',
    'mail: deployment/b-mail',
  ])
})
