import { describe, expect, test } from 'vitest'
import { foundOn } from './fake-cluster.ts'
import { helm, rawWorkload } from './objects.ts'

const release = helm('platform', 'platform')
const objects = [
  rawWorkload('Deployment', 'platform', release),
  rawWorkload('Deployment', 'platform-worker', release),
  rawWorkload('Deployment', 'mail', { namespace: 'users' }),
  rawWorkload('Deployment', 'mail', { namespace: 'eu' }),
]
const chosen = async (services: readonly string[], more: Partial<Parameters<typeof foundOn>[0]> = {}) =>
  (await foundOn({ objects, services, ...more })).chosen

describe('a name', () => {
  test.each([
    ['of a service', 'platform', ['platform']],
    ['of a workload inside a bigger service means that one', 'platform-worker', ['platform-worker']],
    ['of a kind and a workload', 'deployment/platform-worker', ['platform-worker']],
    ['with its namespace', 'users/mail', ['mail']],
    ['with its cluster and namespace', 'prod/users/mail', ['mail']],
  ])('%s', async (_what, name, expected) => expect(await chosen([name])).toEqual(expected))

  test('in two namespaces means both', async () => {
    expect(await chosen(['mail'], { namespaces: ['users', 'eu'] })).toEqual(['mail', 'mail'])
  })

  test('that nothing has is answered with the known ones', async () => {
    await expect(chosen(['mails'])).rejects.toThrow(
      'there is no service mails in namespace users of prod: did you mean mail?',
    )
  })
})

describe('without a name', () => {
  test('all services of the namespace are meant', async () => {
    expect(await chosen([])).toEqual(['platform', 'mail'])
  })

  test('those of the file are, where it names some', async () => {
    expect(await chosen([], { config: { services: { mail: {} } } })).toEqual(['mail'])
    expect(await chosen([], { config: { services: { jobs: { workloads: ['deployment/platform-worker'] } } } })).toEqual(
      ['jobs'],
    )
  })

  test('the jobs of the workloads that a file lists come with them', async () => {
    const migrate = rawWorkload('Job', 'platform-migrate-7', { labels: release.labels })
    const config = { services: { all: { workloads: ['deployment/platform'] } } }
    const { connections } = await foundOn({ objects: [...objects, migrate], config })
    expect(connections.find(({ system }) => system === 'kubernetes')?.written.workloads).toBe(
      'deployment/platform, job/platform-migrate-7',
    )
  })

  test('an empty namespace is no healthy one', async () => {
    await expect(chosen([], { namespaces: ['empty'] })).rejects.toThrow(
      'there are no workloads in namespace empty of prod; there are in users (3), eu (1)',
    )
  })

  test('pods by themselves are found where nothing else is', async () => {
    const pod = {
      kind: 'Pod',
      metadata: { name: 'debug', namespace: 'eu', uid: 'x', labels: {} },
      spec: { containers: [{ name: 'a', image: 'a' }] },
    }
    expect(await chosen([], { objects: [pod], namespaces: ['eu'] })).toEqual(['debug'])
  })
})
