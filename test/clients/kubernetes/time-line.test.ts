import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { changes } from '../../../src/changes/index.ts'
import { systemClock } from '../../../src/clients/clock.ts'
import type { WorkloadRef } from '../../../src/clients/kubernetes/client.ts'
import { type ClusterSession, openCluster } from '../../../src/clients/kubernetes/session.ts'
import { type Change, readChanges } from '../../../src/core/change.ts'
import { collectLook } from '../../../src/core/collect.ts'
import type { Look } from '../../../src/core/look.ts'
import { clusterFacts } from '../../../src/facts/cluster/index.ts'
import { kubernetesFacts } from '../../../src/facts/kubernetes/index.ts'
import type { Cluster } from '../../bench/kubernetes/cluster.ts'
import { busyboxImage } from '../../bench/kubernetes/images/busybox-image.ts'
import { startCluster } from '../../bench/kubernetes/start-cluster.ts'
import { describeOnBench } from '../../bench/require-bench.ts'
import { within } from './asking.ts'

/** Events are written after what they tell of, by a busy machine much later. */
const soon = { timeout: 20_000 }

await describeOnBench(['kubernetes'], 'the time line of a service', () => {
  const namespace = `time-line-${process.pid}`
  let cluster: Cluster
  let session: ClusterSession
  let image: string
  let made = 0

  const run = (...args: readonly string[]) => cluster.run('-n', namespace, ...args)
  const settled = (workload: string) => run('rollout', 'status', workload, '--timeout=60s')

  beforeAll(async () => {
    cluster = await startCluster()
    const busybox = await busyboxImage()
    await cluster.importImage(busybox)
    image = busybox.reference
    await cluster.run('create', 'namespace', namespace)
    session = await openCluster({ kubeconfig: cluster.kubeconfig }, within(10_000))
  })

  afterAll(async () => {
    session?.close()
    await cluster?.run('delete', 'namespace', namespace, '--wait=false')
    await cluster?.stop()
  })

  /** A Deployment of two pods and a ConfigMap, each time with another name. */
  async function deploy(): Promise<string> {
    made += 1
    const name = `users-${made}`
    const meta = { namespace, name }
    const container = {
      ...{ name: 'app', image, command: ['sh', '-c', '[ "$FAIL" ] && sleep 2 && exit 7; sleep 3600'] },
      envFrom: [{ configMapRef: { name } }],
    }
    const labels = { app: name }
    const template = { metadata: { labels }, spec: { terminationGracePeriodSeconds: 0, containers: [container] } }
    await cluster.apply([
      { apiVersion: 'v1', kind: 'ConfigMap', metadata: meta, data: { LEVEL: 'info', SECRET: 'hunter2' } },
      {
        apiVersion: 'apps/v1',
        kind: 'Deployment',
        metadata: meta,
        spec: { replicas: 2, selector: { matchLabels: labels }, template },
      },
    ])
    await settled(`deployment/${name}`)
    return name
  }

  async function look(name: string): Promise<Look> {
    const uid = await run('get', 'deployment', name, '-o', 'jsonpath={.metadata.uid}')
    const ref: WorkloadRef = { kind: 'Deployment', name, uid, selector: `app=${name}` }
    const base = { namespace, service: name, workloads: [ref], helmRelease: null }
    const place = { cluster: 'bench', kind: 'service', name }
    const opened = (make: (joined: ReturnType<ClusterSession['join']>) => unknown) => async () => {
      const joined = session.join()
      const { identity, roundTripMs } = session
      const close = async () => joined.leave()
      return { client: make(joined), vantage: 'cluster' as const, roundTripMs, identity, sequential: false, close }
    }
    const service = {
      ...{ system: 'kubernetes', target: { system: 'service', namespace, ...place }, facts: kubernetesFacts },
      open: opened(({ client }) => ({ ...base, cluster: client })),
    }
    const whole = {
      ...{ system: 'cluster', target: { ...place, system: 'cluster' }, facts: clusterFacts },
      open: opened(({ client }) => client),
    }
    return collectLook([service, whole], { clock: systemClock, deep: false })
  }

  async function told(name: string, before?: Look): Promise<readonly Change[]> {
    return readChanges(changes, await look(name), before).filter(({ kind }) => kind !== 'gap')
  }

  /** Of this kind, what came last; stamps of the API are whole seconds, so that others may seem to be later. */
  async function latest(name: string, kind: string, before?: Look): Promise<Change | undefined> {
    return (await told(name, before)).findLast((change) => change.kind === kind)
  }

  it('begins with the creation, and of a healthy service tells nothing else', async () => {
    const name = await deploy()
    const line = await told(name)
    expect(line.map(({ summary, tool }) => `${summary} by ${tool}`).toSorted()).toEqual([
      `config-map/${name} was changed by kubectl-client-side-apply`,
      `deployment/${name} was created by kubectl-client-side-apply`,
    ])
  })

  it('tells of each change with its tool, and of no value of the environment', async () => {
    const name = await deploy()
    const workload = `deployment/${name}`
    await run('set', 'env', workload, 'PASSWORD=hunter2')
    await settled(workload)
    await expect
      .poll(() => latest(name, 'release'), soon)
      .toMatchObject({
        ...{ tool: 'kubectl-set', summary: `${workload} rolled out revision 2: environment of app: PASSWORD` },
      })

    // Stamps of the API are whole seconds: a pod of the same second counts as newer.
    await sleep(1_100)
    await run('patch', 'configmap', name, '--type=merge', '-p', '{"data":{"LEVEL":"debug"}}')
    await expect
      .poll(() => latest(name, 'configuration'), soon)
      .toMatchObject({
        tool: 'kubectl-patch',
        summary: `config-map/${name} was changed; 2 of 2 pods of ${workload} still run with the old one`,
      })

    await run('scale', workload, '--replicas=1')
    await settled(workload)
    const summary = `${workload} was scaled from 2 to 1 pods`
    await expect.poll(() => latest(name, 'scaling'), soon).toMatchObject({ tool: 'kubectl', summary })

    await run('rollout', 'restart', workload)
    await settled(workload)
    await expect
      .poll(() => latest(name, 'restart'), soon)
      .toMatchObject({
        ...{ tool: 'kubectl-rollout', summary: `${workload}: all pods were restarted (revision 3)` },
      })
    expect(JSON.stringify(await told(name))).not.toContain('hunter2')
  })

  it('tells of a roll back when it came, although the old object is taken again', async () => {
    const name = await deploy()
    const workload = `deployment/${name}`
    await run('set', 'env', workload, 'LEVEL=debug')
    await settled(workload)
    await sleep(3_000)
    const since = Date.now()
    await run('rollout', 'undo', workload)
    await settled(workload)
    const summary = `${workload} rolled out revision 3: environment of app: LEVEL`
    await expect.poll(() => latest(name, 'release'), soon).toMatchObject({ summary })
    expect((await latest(name, 'release'))?.at).toBeGreaterThan(since - 1_500)
  })

  it('tells of containers that fall over', async () => {
    const name = await deploy()
    await run('set', 'env', `deployment/${name}`, 'FAIL=yes')
    await expect
      .poll(() => latest(name, 'restart'), { timeout: 60_000 })
      .toMatchObject({ summary: expect.stringMatching(/^app of (pod \S+|2 pods of \S+) fell over with exit code 7/) })
  })
})
