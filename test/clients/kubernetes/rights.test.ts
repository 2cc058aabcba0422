import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Cluster } from '../../bench/kubernetes/cluster.ts'
import { startCluster } from '../../bench/kubernetes/start-cluster.ts'
import { describeOnBench } from '../../bench/require-bench.ts'
import { tempFolder } from '../../config/temp-folder.ts'
import { named, open, unaskedOf } from './asking.ts'
import { type Fault, startFaultProxy } from './fault-proxy.ts'
import { newNamespace, type OwnNamespace } from './namespace.ts'

const nodes = named('nodes', '', { namespaced: false })

await describeOnBench(['kubernetes'], 'what the operator may do', () => {
  let cluster: Cluster
  let own: OwnNamespace
  let reader: string

  beforeAll(async () => {
    cluster = await startCluster()
    own = await newNamespace(cluster, 'client-rights')
    reader = `reader-of-${own.name}`
    await own.apply(
      role('Role', 'look', [
        { apiGroups: ['', 'apps'], resources: ['pods', 'pods/log', 'deployments'], verbs: ['get', 'list'] },
        { apiGroups: [''], resources: ['pods/portforward'], verbs: ['get'] },
        { apiGroups: [''], resources: ['secrets'], verbs: ['get'], resourceNames: ['named'] },
      ]),
      binding('RoleBinding', 'look', 'Role', 'look', reader),
    )
    const nodeReader = `${own.name}-nodes`
    await cluster.apply([
      role('ClusterRole', nodeReader, [{ apiGroups: [''], resources: ['nodes'], verbs: ['list'] }]),
      binding('ClusterRoleBinding', nodeReader, 'ClusterRole', nodeReader, `operator-of-${own.name}`),
      binding('ClusterRoleBinding', `${nodeReader}-view`, 'ClusterRole', 'view', `operator-of-${own.name}`),
    ])
  })

  afterAll(async () => {
    const names = [`${own.name}-nodes`, `${own.name}-nodes-view`]
    await cluster.run('delete', 'clusterrolebinding', ...names)
    await cluster.run('delete', 'clusterrole', `${own.name}-nodes`)
    await own.remove()
    await cluster.stop()
  })

  const as = async (user: string) => open({ kubeconfig: await cluster.kubeconfigFor({ user }, own.name), name: 'prod' })

  /** What the API server heard of a user, without reviews. */
  function heardOf(user: string): readonly { verb: string; uri: string; code: number }[] {
    const lines = readFileSync(cluster.auditLog, 'utf8').trimEnd().split('\n')
    return lines
      .filter((line) => line.includes(user))
      .map((line) => JSON.parse(line))
      .filter(({ user: who, stage }) => who.username === user && stage === 'ResponseComplete')
      .map(({ verb, requestURI, responseStatus }) => ({ verb, uri: requestURI, code: responseStatus.code }))
      .filter(({ uri }) => !uri.includes('authorization.k8s.io'))
  }

  it('is everything for somebody who administers it', async () => {
    await using session = await open({ kubeconfig: cluster.kubeconfig })
    const look = session.look()
    const asked = [
      look.may('list', '', 'pods', { namespace: own.name }),
      look.may('create', '', 'pods/portforward', { namespace: own.name }),
      look.may('list', '', 'nodes', {}),
      look.may('list', '', 'pods', {}),
    ]
    expect(await Promise.all(asked)).toEqual([true, true, true, true])
  })

  it('is what one namespace gives to somebody with a Role there; nothing else is even tried', async () => {
    await using session = await as(reader)
    expect(session.identity).toBeNull()
    const look = session.look()
    const inside = { namespace: own.name }
    const may = [
      look.may('list', 'apps', 'deployments', inside),
      look.may('get', '', 'pods/log', { ...inside, name: 'some' }),
      look.may('get', '', 'pods/portforward', inside),
      look.may('get', '', 'secrets', { ...inside, name: 'named' }),
    ]
    expect(await Promise.all(may)).toEqual([true, true, true, true])
    const mayNot = [
      look.may('list', '', 'services', inside),
      look.may('create', '', 'pods/portforward', inside),
      look.may('get', '', 'secrets', { ...inside, name: 'other' }),
      look.may('list', '', 'secrets', inside),
      look.may('list', '', 'pods', { namespace: 'kube-system' }),
      look.may('list', '', 'pods', {}),
      look.may('list', '', 'nodes', {}),
    ]
    expect(await Promise.all(mayNot)).toEqual(mayNot.map(() => false))
    expect(await look.list(named('pods'), inside)).toEqual([])
    expect(await unaskedOf(look.list(nodes, {}))).toEqual({
      says: 'forbidden: not allowed to list nodes in the whole cluster (prod)',
      grant: expect.stringMatching(/^a ClusterRole with list nodes in the whole cluster: usrops doctor --rbac look /),
    })
    expect(await unaskedOf(look.get(named('services'), own.name, 'web'))).toEqual({
      says: `forbidden: not allowed to get services web in namespace ${own.name} (prod)`,
      grant: expect.stringMatching(/^a Role with get services web in namespace \S+: usrops doctor --rbac look /),
    })
    expect((await unaskedOf(look.list(named('secrets'), inside))).grant).toMatch(/--rbac helm/)
    const log = look.log({ namespace: 'kube-system', name: 'x' }, { container: 'x' })
    expect((await unaskedOf(log)).says).toMatch(/^forbidden: not allowed to get pods\/log x in namespace kube-system/)
    const heard = heardOf(reader).filter(({ uri }) => !uri.endsWith('/namespaces/kube-system'))
    expect(heard).toEqual([{ verb: 'list', uri: expect.stringMatching(/\/pods\?limit=500$/), code: 200 }])
  })

  it('is what the cluster gives to somebody with a ClusterRole', async () => {
    await using session = await as(`operator-of-${own.name}`)
    const look = session.look()
    expect(await look.list(nodes, {})).toContain(cluster.nodeName)
    expect(await look.list(named('pods'), { namespace: own.name })).toEqual([])
    expect(await look.may('get', '', 'nodes', { name: cluster.nodeName })).toBe(false)
    expect(await look.may('list', 'apps', 'deployments', {})).toBe(true)
    expect(await look.may('list', '', 'secrets', {})).toBe(false)
  })

  it('is nothing for somebody without any, who still learns what is missing', async () => {
    const stranger = `stranger-to-${own.name}`
    await using session = await as(stranger)
    const look = session.look()
    expect((await unaskedOf(look.list(named('pods'), { namespace: own.name }))).says).toMatch(/^forbidden: /)
    expect(await look.serves('apps', 'v1', 'deployments')).toBe(true)
    expect(await look.version()).toMatch(/^v1\./)
  })

  /** The reader's session, with something in the way of the reviews. */
  async function listingPast(fault: Fault, user: string) {
    await using proxy = await startFaultProxy(cluster.kubeconfig, user)
    using folder = tempFolder({ k: proxy.kubeconfig })
    await using session = await open({ kubeconfig: join(folder.path, 'k'), name: 'prod' })
    proxy.standInTheWay(fault)
    const look = session.look()
    const outcomes = await Promise.allSettled([
      look.list(named('pods'), { namespace: own.name }),
      look.list(named('services'), { namespace: own.name }),
    ])
    const reviews = proxy.paths.filter((path) => path.includes('authorization.k8s.io'))
    return { outcomes: outcomes.map(({ status }) => status), paths: proxy.paths, reviews }
  }

  it('is asked one by one where another authorizer makes the rules incomplete', async () => {
    const incomplete: Fault = ({ request, answer, pass }) => {
      if (!request.url?.endsWith('selfsubjectrulesreviews')) return pass()
      answer.writeHead(201, { 'content-type': 'application/json' })
      answer.end(JSON.stringify({ kind: 'SelfSubjectRulesReview', status: { incomplete: true, resourceRules: [] } }))
    }
    const { outcomes, paths, reviews } = await listingPast(incomplete, reader)
    expect(outcomes).toEqual(['fulfilled', 'rejected'])
    expect(reviews.map((path) => path.split('/').at(-1))).toEqual([
      'selfsubjectrulesreviews',
      'selfsubjectaccessreviews',
      'selfsubjectaccessreviews',
    ])
    expect(paths.filter((path) => path.includes('/services'))).toEqual([])
  })

  it('is found out by trying where even the reviews are refused', async () => {
    const refused: Fault = ({ request, answer, pass }) =>
      request.url?.includes('authorization.k8s.io') ? answer.writeHead(403).end('{}') : pass()
    const { outcomes, paths } = await listingPast(refused, reader)
    expect(outcomes).toEqual(['fulfilled', 'rejected'])
    expect(paths.filter((path) => path.includes('/services'))).toHaveLength(1)
  })
})

function role(kind: string, name: string, rules: readonly object[]) {
  return { apiVersion: 'rbac.authorization.k8s.io/v1', kind, metadata: { name }, rules }
}

function binding(kind: string, name: string, roleKind: string, roleName: string, user: string) {
  return {
    ...{ apiVersion: 'rbac.authorization.k8s.io/v1', kind, metadata: { name } },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: roleKind, name: roleName },
    subjects: [{ apiGroup: 'rbac.authorization.k8s.io', kind: 'User', name: user }],
  }
}
