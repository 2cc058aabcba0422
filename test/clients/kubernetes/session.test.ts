import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Cluster } from '../../bench/kubernetes/cluster.ts'
import { busyboxImage } from '../../bench/kubernetes/images/busybox-image.ts'
import { startCluster } from '../../bench/kubernetes/start-cluster.ts'
import { until } from '../../bench/machine/until.ts'
import { describeOnBench } from '../../bench/require-bench.ts'
import { named, open, unaskedOf } from './asking.ts'
import { newNamespace, type OwnNamespace } from './namespace.ts'
import { podOf } from './pods.ts'

await describeOnBench(['kubernetes'], 'a cluster', () => {
  let cluster: Cluster
  let own: OwnNamespace
  let namespace: string

  beforeAll(async () => {
    cluster = await startCluster()
    own = await newNamespace(cluster, 'client-session')
    namespace = own.name
    const image = await busyboxImage()
    await cluster.importImage(image)
    await own.apply(
      configMap('plain', { app: 'a' }),
      configMap('other', { app: 'b' }),
      { ...{ apiVersion: 'v1', kind: 'Secret', metadata: { name: 'password' } }, stringData: { word: 'hunter2' } },
      podOf('talker', image.reference, 'for n in 1 2 3 4 5 6 7 8 9; do echo line $n; done; sleep 600'),
    )
  })

  afterAll(async () => {
    await own.remove()
    await cluster.stop()
  })

  const session = () => open({ kubeconfig: cluster.kubeconfig })

  it('says which one it is, which version it has, and what an exchange takes', async () => {
    await using opened = await session()
    const uid = await cluster.run('get', 'namespace', 'kube-system', '--output=jsonpath={.metadata.uid}')
    expect(opened.identity).toBe(uid)
    expect(opened.roundTripMs).toBeGreaterThan(0)
    expect(opened.access).toMatchObject({ server: cluster.apiServer, context: 'usrops-bench', namespace: 'default' })
    expect(await opened.look().version()).toMatch(/^v1\.\d+\./)
  })

  it('lists by namespace, label and field, and the whole cluster', async () => {
    await using opened = await session()
    const look = opened.look()
    const maps = named('configmaps')
    expect(await look.list(maps, { namespace, labelSelector: 'app in (a, b)' })).toEqual(['other', 'plain'])
    expect(await look.list(maps, { namespace, fieldSelector: 'metadata.name=plain' })).toEqual(['plain'])
    expect(await look.list(maps, { labelSelector: 'app=b' })).toEqual(['other'])
    expect(await look.list(named('nodes', '', { namespaced: false }), {})).toContain(cluster.nodeName)
  })

  it('gets one object, and tells one that is not there from a kind that is not', async () => {
    await using opened = await session()
    const look = opened.look()
    expect(await look.get(named('configmaps'), namespace, 'plain')).toBe('plain')
    expect(await look.get(named('configmaps'), namespace, 'nothing')).toBeNull()
    expect(await look.get(named('configmaps'), 'no-such-namespace', 'plain')).toBeNull()
    expect(await look.get(named('namespaces', '', { namespaced: false }), null, namespace)).toBe(namespace)
    const missing = 'unsupported: usrops-bench does not have rollouts of argoproj.io v1'
    expect((await unaskedOf(look.get(named('rollouts', 'argoproj.io'), namespace, 'x'))).says).toBe(missing)
    expect((await unaskedOf(look.list(named('rollouts', 'argoproj.io'), { namespace }))).says).toBe(missing)
  })

  it('says of a selector that makes no sense what the server says', async () => {
    await using opened = await session()
    const asking = opened.look().list(named('pods'), { namespace, fieldSelector: 'spec.colour=red' })
    expect((await unaskedOf(asking)).says).toMatch(/^failed: .* answers 400 to list pods in namespace .*field label/)
  })

  it('sends no contents of what only the metadata is wanted of', async () => {
    await using opened = await session()
    const raw: unknown[] = []
    const secrets = named('secrets', '', { metadataOnly: true, read: (object) => String(raw.push(object)) })
    await opened.look().list(secrets, { namespace })
    await opened.look().get(secrets, namespace, 'password')
    expect(raw).toHaveLength(2)
    expect(raw).toMatchObject([{ metadata: { name: 'password' } }, { metadata: { name: 'password' } }])
    expect(JSON.stringify(raw)).not.toContain(Buffer.from('hunter2').toString('base64'))
  })

  it('knows which kinds the API has', async () => {
    await using opened = await session()
    const look = opened.look()
    const asked = [
      look.serves('', 'v1', 'pods'),
      look.serves('apps', 'v1', 'deployments'),
      look.serves('apps', 'v1', 'rollouts'),
      look.serves('argoproj.io', 'v1alpha1', 'rollouts'),
    ]
    expect(await Promise.all(asked)).toEqual([true, true, false, false])
  })

  it('hands the clock of the server to what reads ages', async () => {
    await using opened = await session()
    const clocks = named('configmaps', '', { read: (_raw, now) => String(now) })
    const [now = ''] = await opened.look().list(clocks, { namespace })
    expect(Math.abs(Number(now) - Date.now())).toBeLessThan(3_000)
    expect(Number(now) % 1_000).toBe(0)
  })

  describe('the log of a container', () => {
    const pod = () => ({ namespace, name: 'talker' })

    beforeAll(async () => {
      await until('the pod has talked', async () =>
        (await own.run('logs', 'talker').catch(() => '')).includes('line 9'),
      )
    })

    it('is its end, in whole lines with their times', async () => {
      await using opened = await session()
      const look = opened.look()
      const lines = (await look.log(pod(), { container: 'talker', tailLines: 2 })).trimEnd().split('\n')
      expect(lines).toHaveLength(2)
      expect(lines[1]).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d+(Z|\+\d\d:\d\d) line 9$/)
      const cut = await look.log(pod(), { container: 'talker', limitBytes: 100 })
      expect(cut).toMatch(/^(\S+ line \d\n)+$/)
    })

    it('that is not there says why', async () => {
      await using opened = await session()
      const look = opened.look()
      const before = look.log(pod(), { container: 'talker', previous: true })
      expect((await unaskedOf(before)).says).toMatch(
        /^failed: there is no log of talker in pod talker: previous terminated/,
      )
      const gone = look.log({ namespace, name: 'gone' }, { container: 'talker' })
      expect((await unaskedOf(gone)).says).toMatch(/^failed: .*pods "gone" not found/)
    })
  })

  it('is seen by all instances of one look as the same moment, and afresh by the next', async () => {
    await using opened = await session()
    const [one, two] = [opened.join(), opened.join()]
    expect(one.client).toBe(two.client)
    one.leave()
    one.leave()
    const three = opened.join()
    expect(three.client).toBe(two.client)
    two.leave()
    three.leave()
    const next = opened.join()
    expect(next.client).not.toBe(one.client)
    expect(await next.client.get(named('configmaps'), namespace, 'plain')).toBe('plain')
  })
})

function configMap(name: string, labels: object) {
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, labels }, data: { a: 'b' } }
}
