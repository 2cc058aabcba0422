import { describe, expect, test } from 'vitest'
import type { ClusterInScope, FoundEntry, ServiceInScope } from '../../src/config/discovered.ts'
import { foundConfig } from '../../src/config/found-config.ts'
import { parseConfig } from '../../src/config/parse-config.ts'

const cluster = (more: Partial<ClusterInScope> = {}): ClusterInScope => ({
  ...{ name: 'prod', context: 'prod', kubeconfig: null, server: 'https://x', identity: 'uid', unasked: null },
  namespaces: ['users'],
  ...more,
})

const found = (
  name: string,
  service: FoundEntry['service'],
  { comments = [], ...more }: Partial<ServiceInScope> & { comments?: string[]; namespace?: string } = {},
): ServiceInScope => ({
  target: { system: 'service', cluster: 'prod', namespace: more.namespace ?? 'users', kind: 'service', name },
  ...{ workloads: [], owner: null, isDatabase: false },
  entry: { service: { workloads: [`deployment/${name}`], ...service }, comments },
  ...more,
})

async function written(clusters: readonly ClusterInScope[], services: readonly ServiceInScope[]) {
  const text = await foundConfig({ clusters, services })
  return { text, environment: parseConfig(text, 'usrops.yaml').environments.default }
}

describe('what was found on a cluster, as a file', () => {
  test('names the cluster, its identity, the services and what they need', async () => {
    const postgres = { name: 'db', host: 'db', password: 'secret:users/db/password' }
    const { environment } = await written([cluster()], [found('users', { postgres })])
    expect(environment).toEqual({
      clusters: [{ context: 'prod', namespaces: ['users'], identity: 'uid' }],
      services: { users: { workloads: ['deployment/users'], postgres } },
    })
  })

  test('says who owns a service, and what is to be filled in', async () => {
    const { text } = await written(
      [cluster()],
      [found('users', {}, { owner: 'Helm release users', comments: ['redis: fill in'] })],
    )
    expect(text).toContain('      # Helm release users\n      # redis: fill in\n      users:\n')
  })

  test('leaves databases and what was not looked into to be found again', async () => {
    const { entry: _entry, ...unread } = found('mail', {})
    const { environment } = await written([cluster()], [found('pg', {}, { isDatabase: true }), unread])
    expect(environment?.services).toBeUndefined()
  })

  test('keeps two services of one name apart', async () => {
    const services = [found('users', {}), found('users', {}, { namespace: 'eu' })]
    const { environment } = await written([cluster({ namespaces: ['users', 'eu'] })], services)
    expect(environment?.services).toEqual({
      'users.users': { namespace: 'users', workloads: ['deployment/users'] },
      'users.eu': { namespace: 'eu', workloads: ['deployment/users'] },
    })
  })

  test('gives no name to two systems', async () => {
    const one = { name: 'db', host: 'db', database: 'users' }
    const other = { name: 'db', host: 'db', database: 'mail' }
    const { environment } = await written(
      [cluster()],
      [found('users', { postgres: one }), found('mail', { postgres: other })],
    )
    expect(environment?.services?.users?.postgres).toEqual({ host: 'db', database: 'users' })
    expect(environment?.services?.mail?.postgres).toEqual({ host: 'db', database: 'mail' })
  })
})
