import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Duplex } from 'node:stream'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { HttpClient } from '../../../src/clients/http/client.ts'
import { openHttp } from '../../../src/clients/http/open.ts'
import { dialCluster, dialPod } from '../../../src/clients/kubernetes/dial-cluster.ts'
import type { ClusterSession } from '../../../src/clients/kubernetes/session.ts'
import type { Cluster } from '../../bench/kubernetes/cluster.ts'
import { busyboxImage } from '../../bench/kubernetes/images/busybox-image.ts'
import { startCluster } from '../../bench/kubernetes/start-cluster.ts'
import { until } from '../../bench/machine/until.ts'
import { describeOnBench } from '../../bench/require-bench.ts'
import { open, unaskedOf, within } from './asking.ts'
import { scene } from './dial-scene.ts'
import { newNamespace, type OwnNamespace } from './namespace.ts'

await describeOnBench(['kubernetes'], 'an address in the environment of a container', () => {
  let cluster: Cluster
  let own: OwnNamespace
  let session: ClusterSession
  const outside = createServer((_request, answer) => void answer.setHeader('content-length', 8).end('outside\n'))
  let outsidePort: number

  beforeAll(async () => {
    cluster = await startCluster()
    own = await newNamespace(cluster, 'client-dial')
    const busybox = await busyboxImage()
    await cluster.importImage(busybox)
    await new Promise<void>((resolve) => outside.listen(0, cluster.hostAddress, resolve))
    outsidePort = (outside.address() as AddressInfo).port
    await own.apply(...scene(own.name, busybox.reference, { host: cluster.hostAddress, port: outsidePort }))
    await own.run('wait', 'pod', '-l', 'role=web', '--for=condition=Ready', '--timeout=120s')
    await until('the Service has endpoints', async () => {
      const jsonpath = 'jsonpath={.items[*].endpoints[*].conditions.ready}'
      const slices = await own.run('get', 'endpointslices', '-l', 'kubernetes.io/service-name=web', '-o', jsonpath)
      return slices.trim() === 'true true'
    })
    session = await open({ kubeconfig: cluster.kubeconfig })
  })

  afterAll(async () => {
    outside.closeAllConnections()
    outside.close()
    session.close()
    await own.remove()
    await cluster.stop()
  })

  const soon = () => AbortSignal.timeout(10_000)

  async function pageOf(dialling: Promise<Duplex>): Promise<string> {
    const stream = await dialling
    stream.write('GET / HTTP/1.0\r\nHost: x\r\n\r\n')
    return (await text(stream)).split('\r\n\r\n')[1]?.trim() ?? ''
  }

  const dial = (host: string, number: number) => dialCluster(session, { namespace: own.name })(host, number, soon())
  const reasonOf = async (host: string, number: number) => (await unaskedOf(dial(host, number))).says

  it.each([
    ['of a Service', () => 'web'],
    ['with its namespace', () => `web.${own.name}`],
    ['with svc', () => `web.${own.name}.svc`],
    ['in full', () => `web.${own.name}.svc.cluster.local`],
    ['in full, with its last dot', () => `web.${own.name}.svc.cluster.local.`],
    ['that is an alias of another', () => 'alias'],
  ])('is the name %s: it leads to a ready pod, and to its named port', async (_name, host) => {
    expect(await pageOf(dial(host(), 80))).toBe('web-a')
  })

  it('is the name of a Service, from another namespace', async () => {
    const elsewhere = dialCluster(session, { namespace: 'default' })
    expect(await pageOf(elsewhere(`web.${own.name}`, 80, soon()))).toBe('web-a')
  })

  it('is the address of a Service, or of a pod', async () => {
    expect(await pageOf(dial(await own.run('get', 'service', 'web', '-o', 'jsonpath={.spec.clusterIP}'), 80))).toBe(
      'web-a',
    )
    const address = await own.run('get', 'pod', 'web-b', '-o', 'jsonpath={.status.podIP}')
    expect(await pageOf(dial(address, 8080))).toBe('web-b')
    expect(await pageOf(dial(`${address.replaceAll('.', '-')}.${own.name}.pod.cluster.local`, 8080))).toBe('web-b')
  })

  it('is the name of one pod of a headless Service, whose ports are the pods’ own', async () => {
    for (const host of ['web-b.members', `web-b.members.${own.name}`, `web-b.members.${own.name}.svc.cluster.local`])
      expect(await pageOf(dial(host, 8080))).toBe('web-b')
    expect(await pageOf(dial('members', 8080))).toBe('web-a')
    expect(await reasonOf('web-z.members', 8080)).toBe(
      `unreachable: web-z of the Service ${own.name}/members has no endpoint`,
    )
  })

  it('leads out of the cluster where a Service has addresses instead of pods, or another name', async () => {
    expect(await pageOf(dial('elsewhere', 80))).toBe('outside')
    expect(await pageOf(dial('address', outsidePort))).toBe('outside')
  })

  it('is dialled from here where it is no name of the cluster', async () => {
    expect(await pageOf(dial(cluster.hostAddress, outsidePort))).toBe('outside')
    expect(await reasonOf('no-such-name.invalid', 80)).toMatch(
      /^unreachable: no-such-name\.invalid:80 is not reachable from here/,
    )
    const asked: string[] = []
    const way = dialCluster(session, {
      namespace: own.name,
      outside: async (host, number) => {
        asked.push(`${host}:${number}`)
        throw new Error('far away')
      },
    })
    await expect(way('db.eu-west-1.rds.amazonaws.com', 5432, soon())).rejects.toThrow('far away')
    expect(asked).toEqual(['db.eu-west-1.rds.amazonaws.com:5432'])
  })

  it.each([
    ['has no ready pod', 'unready', 80, 'has no ready endpoint (1 not ready)'],
    ['selects nothing', 'nobody', 80, 'has no endpoint'],
    ['has no such port', 'web', 8080, 'has no port 8080, only 80, 81'],
  ])('leads nowhere where its Service %s, and it says so', async (_name, host, number, words) => {
    expect(await reasonOf(host, number)).toBe(`unreachable: the Service ${own.name}/${host} ${words}`)
  })

  it('leads nowhere where the name is of the cluster for certain, but not there, or turns in a ring', async () => {
    expect(await reasonOf(`gone.${own.name}.svc`, 80)).toBe(`unreachable: there is no Service ${own.name}/gone`)
    expect(await reasonOf('ring', 80)).toMatch(/^unreachable: ring\.\S+ is an ExternalName that leads back to itself$/)
  })

  it('is refused as the port that was dialled, so that HTTP knows a refusal from a way that is closed', async () => {
    expect(await reasonOf('web', 81)).toMatch(
      /^unreachable: web:81: port 8081 of pod web-a .* connection refused inside the pod$/,
    )
    const url = 'http://web:81/'
    const connection = await openHttp({ url, dial: dialCluster(session, { namespace: own.name }) }, within(10_000))
    const answer = await (connection.client as HttpClient).get('/')
    await connection.close()
    expect(answer).toMatchObject({ kind: 'none', why: 'refused', code: 'ECONNREFUSED' })
  })

  it('is asked of over HTTP as if the way were a direct one', async () => {
    const dialled = dialCluster(session, { namespace: own.name })
    const connection = await openHttp({ url: 'http://web/', dial: dialled }, within(10_000))
    const client = connection.client as HttpClient
    const answers = await Promise.all(['/', '/index.html', '/nothing'].map((path) => client.get(path)))
    await connection.close()
    expect(answers.map((answer) => (answer.kind === 'answer' ? answer.status : answer.why))).toEqual([200, 200, 404])
    expect(connection.roundTripMs).toBeGreaterThan(0)
  })

  describe('that means the pod itself', () => {
    it('is dialled in that pod, and never on this machine', async () => {
      const inside = dialPod(session, { namespace: own.name, name: 'web-b' })
      for (const host of ['127.0.0.1', 'localhost', '::1'])
        expect(await pageOf(inside(host, 8080, soon()))).toBe('web-b')
      expect(await pageOf(inside('web', 80, soon()))).toBe('web-a')
      expect(await reasonOf('localhost', outsidePort)).toBe(
        'unsupported: localhost means inside the pod that dials it, and no pod is named',
      )
      expect(await reasonOf('/run/postgresql/.s.PGSQL.5432', 0)).toMatch(/^unsupported: /)
    })
  })

  describe('without the rights', () => {
    async function dialledBy(verbs: readonly string[], host: string) {
      const name = `dialler-${verbs.length}`
      await own.apply(
        {
          ...{ apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'Role', metadata: { name } },
          rules: [
            {
              apiGroups: ['', 'discovery.k8s.io'],
              resources: ['services', 'endpointslices', 'pods'],
              verbs: ['get', 'list'],
            },
            ...(verbs.length > 0 ? [{ apiGroups: [''], resources: ['pods/portforward'], verbs }] : []),
          ],
        },
        {
          ...{ apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'RoleBinding', metadata: { name } },
          roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name },
          subjects: [{ kind: 'User', apiGroup: 'rbac.authorization.k8s.io', name: `${name}-${own.name}` }],
        },
      )
      const kubeconfig = await cluster.kubeconfigFor({ user: `${name}-${own.name}` })
      await using limited = await open({ kubeconfig, name: 'prod' })
      return await unaskedOf(pageOf(dialCluster(limited, { namespace: own.name })(host, 80, soon())))
    }

    it('names the verb that is missing for a tunnel', async () => {
      const missing = (verb: string) => ({
        says: `forbidden: not allowed to ${verb} pods/portforward in namespace ${own.name} (prod)`,
        grant: expect.stringContaining('usrops doctor --rbac connect'),
      })
      expect(await dialledBy([], 'web')).toEqual(missing('get'))
      expect(await dialledBy(['get'], 'web')).toEqual(missing('create'))
    })

    it('needs no more than the rights of one namespace', async () => {
      const address = await own.run('get', 'pod', 'web-b', '-o', 'jsonpath={.status.podIP}')
      await expect(dialledBy(['get', 'create'], 'web')).rejects.toThrow('it answered: "web-a"')
      const kubeconfig = await cluster.kubeconfigFor({ user: `dialler-2-${own.name}` })
      await using limited = await open({ kubeconfig })
      expect(await pageOf(dialCluster(limited, { namespace: own.name })(address, 8080, soon()))).toBe('web-b')
    })

    it('says that a name may be of a namespace which may not be read, where it leads nowhere else', async () => {
      expect((await dialledBy(['get', 'create'], 'redis.kube-system')).says).toMatch(
        /^forbidden: not allowed to get services redis in namespace kube-system/,
      )
    })
  })
})
