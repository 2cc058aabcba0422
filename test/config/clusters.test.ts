import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { ClusterWishes } from '../../src/config/cluster-wishes.ts'
import type { Discover } from '../../src/config/discovered.ts'
import { findEnvironment } from '../../src/config/environment-source.ts'
import { parseConfig } from '../../src/config/parse-config.ts'
import { parseFileReference, parseReference } from '../../src/config/reference.ts'
import { loadScope } from '../../src/config/scope.ts'
import { validateConfiguration } from '../../src/config/validate.ts'
import { scopeOf, services } from './scope-of.ts'
import { tempFolder } from './temp-folder.ts'

const kubeconfig = JSON.stringify({
  'current-context': 'prod',
  clusters: [{ name: 'c', cluster: { server: 'https://127.0.0.1:1' } }],
  users: [{ name: 'u', user: { token: 'x' } }],
  contexts: [{ name: 'prod', context: { cluster: 'c', user: 'u', namespace: 'users' } }],
})

describe('without a file', () => {
  const variables = { DATABASE_URL: 'postgres://db/users' }
  const sourceOf = async (has: {
    kubeconfig?: boolean
    env?: object
    services?: string[]
    cluster?: ClusterWishes
  }) => {
    using folder = tempFolder(has.kubeconfig ? { '.kube/config': kubeconfig } : { x: '' })
    const { env = {}, services: named = [], cluster = {} } = has
    const wishes = { cwd: folder.path, home: folder.path, env: { ...env }, services: named, cluster }
    const { origin, clusters, notes } = await findEnvironment(wishes)
    return { origin, clusters, notes }
  }

  test.each([
    [
      'the cluster that was named wins over variables',
      { kubeconfig: true, env: variables, cluster: { namespaces: ['users'] } },
      'kubeconfig',
    ],
    ['so does a service that was named', { kubeconfig: true, env: variables, services: ['users'] }, 'kubeconfig'],
    ['variables win over a kubeconfig that just lies there', { kubeconfig: true, env: variables }, 'variables'],
    ['the current context is all there is', { kubeconfig: true }, 'kubeconfig'],
    [
      'logins name no cluster',
      { kubeconfig: true, env: variables, cluster: { credentials: 'application' } as const },
      'variables',
    ],
  ])('%s', async (_what, has, origin) => expect((await sourceOf(has)).origin).toBe(origin))

  test('what was not looked at is said, and how to', async () => {
    expect((await sourceOf({ kubeconfig: true, env: variables })).notes).toEqual([
      expect.stringContaining('-n NAMESPACE'),
    ])
    expect((await sourceOf({ env: variables })).notes).toEqual([])
  })

  test.each([
    ['a cluster', { cluster: { context: 'prod' } }, 'a cluster was named, but there is no kubeconfig'],
    ['a service', { services: ['users'] }, 'service users was named, but there is no usrops.yaml'],
    ['nothing', {}, 'no variable names a system, and there is no kubeconfig'],
  ])('nor a kubeconfig, %s that was named is refused', async (_what, has, message) => {
    await expect(sourceOf(has)).rejects.toThrow(message)
  })
})

describe('the clusters of a file', () => {
  const file = (clusters: string, more = '') =>
    `version: 1\nenvironments:\n  production:\n    clusters: ${clusters}\n${more}`
  const narrowed = async (clusters: string, cluster: ClusterWishes) => {
    using folder = tempFolder({ 'usrops.yaml': file(clusters) })
    return (await findEnvironment({ cwd: folder.path, home: folder.path, env: {}, cluster })).clusters
  }
  const two = '[{ context: eu, namespaces: [users] }, { context: us, identity: "7" }]'

  test('need no services', async () => {
    expect(parseConfig(file(two), 'usrops.yaml').environments.production?.services).toBeUndefined()
  })

  test('are narrowed by the command line, and keep what is pinned', async () => {
    expect(await narrowed(two, { context: 'us' })).toEqual([{ context: 'us', identity: '7', narrowed: true }])
    expect(await narrowed(two, { namespaces: ['mail'] })).toMatchObject([
      { context: 'eu', namespaces: ['mail'] },
      { context: 'us', namespaces: ['mail'], identity: '7' },
    ])
    expect(await narrowed('[{ identity: "7" }]', { context: 'eu' })).toMatchObject([{ context: 'eu', identity: '7' }])
  })

  test('are not left for another one that the command line names', async () => {
    await expect(narrowed(two, { context: 'test' })).rejects.toThrow(
      '--context test is none of the clusters of environment production',
    )
    using folder = tempFolder({ 'usrops.yaml': services('      users: {}') })
    const wishes = { cwd: folder.path, home: folder.path, env: {}, cluster: { namespaces: ['users'] } }
    await expect(findEnvironment(wishes)).rejects.toThrow('a cluster was named, but environment production of')
  })

  test.each([
    ['two of one name', file('[{ context: a }, { name: a }]'), 'found two of one name'],
    ['a namespace that cannot be', file('[{ namespaces: [Users] }]'), 'write the name of a namespace'],
    [
      'a workload without its kind',
      file('[{}]', '    services: { users: { workloads: [users] } }'),
      'write KIND/NAME: deployment/user-service',
    ],
    [
      'a service on a cluster that is not there',
      file('[{ context: eu }]', '    services: { users: { cluster: us } }'),
      'is no cluster of this environment',
    ],
    [
      'a namespace without a cluster',
      services('      users: { namespace: users }'),
      'needs clusters in this environment',
    ],
    [
      'neither services nor clusters',
      'version: 1\nenvironments: { a: { protected: true } }',
      'has neither services nor clusters',
    ],
  ])('refuse %s', (_what, text, message) => {
    expect(() => parseConfig(text, 'usrops.yaml')).toThrow(message)
  })

  test('are handed to whoever looks into them, and what that finds is in scope', async () => {
    using folder = tempFolder({ 'usrops.yaml': file(two) })
    const asked: string[] = []
    const discover: Discover = async ({ source, wanted, contextOf }) => {
      asked.push(...source.clusters.map(({ context = '' }) => context), ...wanted, contextOf('users').place)
      return { parts: [], chosen: [], alsoAsked: [], clusters: [], services: [], notes: ['seen'], complete: true }
    }
    const scope = await loadScope({ cwd: folder.path, home: folder.path, env: {}, services: ['users'], discover })
    expect([asked, scope.notes]).toEqual([['eu', 'us', 'users', 'environments.production.services.users'], ['seen']])
  })

  test('are validated without connecting: a context that no kubeconfig has is named', async () => {
    const text = file(
      '[{ context: prod }, { context: gone }]',
      '    services: { users: { redis: { url: "secret:users/cache/URL" } } }',
    )
    using folder = tempFolder({ 'usrops.yaml': text, '.kube/config': kubeconfig })
    const { environments } = await validateConfiguration({ cwd: folder.path, home: folder.path, env: {} })
    const place = join(folder.path, '.kube/config')
    expect(environments).toEqual([
      {
        ...{ name: 'production', services: 1, clusters: 2 },
        unresolved: [`environments.production.clusters[1] names the context gone, which ${place} does not have`],
      },
    ])
  })
})

describe('a reference to a Secret of the cluster', () => {
  test.each([
    ['secret:users/user-db/DATABASE_URL', { kind: 'secret', namespace: 'users', name: 'user-db', key: 'DATABASE_URL' }],
    [
      'secret:users/user.db/url#password',
      { kind: 'secret', namespace: 'users', name: 'user.db', key: 'url', part: 'password' },
    ],
    ['secret:user-db/url', undefined],
    ['secret:users/user-db/', undefined],
  ])('%s', (text, expected) => expect(parseFileReference(text)).toEqual(expected))

  test('may stand in a file; what a container holds may not', () => {
    expect(parseReference('pod-env:users/Deployment/users/main/PW')?.kind).toBe('pod-env')
    expect(parseFileReference('pod-env:users/Deployment/users/main/PW')).toBeUndefined()
    const text = services('      users: { redis: { host: x, password: "pod-env:users/Deployment/users/main/PW" } }')
    expect(() => parseConfig(text, 'usrops.yaml')).toThrow('found a value of its own')
  })

  test('without a cluster leads nowhere, and says so', async () => {
    const scope = await scopeOf(
      services('      users: { redis: { host: x, password: "secret:users/cache/password" } }'),
    )
    await expect(scope.connections[0]?.settings()).rejects.toThrow(
      'refers to secret:users/cache/password, and no cluster says what that is',
    )
  })
})
