import { describe, expect, it } from 'vitest'
import { impactOn } from '../../../src/core/impact.ts'
import { autoscaling } from '../../../src/facts/kubernetes/autoscaling.ts'
import { neededServices } from '../../../src/facts/kubernetes/needed-services.ts'
import { network } from '../../../src/facts/kubernetes/network.ts'
import { quota, refusalIn } from '../../../src/facts/kubernetes/quota.ts'
import { scaleUp } from '../../../src/facts/kubernetes/scale-up.ts'
import { usage } from '../../../src/facts/kubernetes/usage.ts'
import { rules } from '../../../src/rules.ts'
import { objectAt, patched, type World, withObject, without } from './recording.ts'
import { broken, lookAt, seen, targetOf } from './world-facts.ts'

const minute = 60_000

describe('the network of a service', () => {
  it('is its Services, with what their ports lead to and how many endpoints they have', async () => {
    const { services } = await seen(network, broken, 'shop', 'deployment/user-service')
    expect(
      services.map(({ name, headless, relation, readyPods, wanted, endpoints }) => ({
        ...{ name, headless, relation, readyPods, wanted, endpoints },
      })),
    ).toEqual(
      ['user-service', 'user-service-headless'].map((name) => ({
        ...{ name, headless: name !== 'user-service', relation: 'selects', readyPods: 2, wanted: 2 },
        endpoints: { seen: { ready: 2, notReady: 0 } },
      })),
    )
    expect(services[0]?.ports.map(({ port, targetPort, fit }) => [port, targetPort, fit])).toEqual([
      [80, 'http', 'declared'],
      [9090, 9090, 'undeclared'],
    ])
  })

  it('knows who wrote the Service and when', async () => {
    const { services } = await seen(network, broken, 'shop', 'deployment/orders')
    expect(services[0]?.changedBy).toBe('kubectl-client-side-apply')
    expect(services[0]?.changedAgoMs).toBeGreaterThan(10 * minute)
  })

  it('leaves out Services without a selector, and those of others', async () => {
    const world = withObject(broken, 'services', {
      metadata: { name: 'orders', namespace: 'shop', labels: { app: 'orders' } },
      spec: { ports: [{ port: 80 }] },
    })
    const { services } = await seen(network, without(world, 'services shop/orders'), 'shop', 'deployment/orders')
    expect(services).toEqual([])
  })

  it('holds no environment of the pods', async () => {
    const look = await lookAt(broken, { namespace: 'shop', workload: 'deployment/caller' })
    expect(JSON.stringify(look)).not.toMatch(/app@|WEB|example\.com\/x/)
  })

  it('says which Services that are needed have somebody behind them', async () => {
    const { needed } = await seen(neededServices, broken, 'shop', 'deployment/caller')
    expect(
      needed.map(({ service, namespace, exists, ready, port }) => [service, namespace, exists, ready, port]),
    ).toEqual([
      ['users-db', 'shop', true, 0, 5432],
      ['cache', 'data', false, 0, 6379],
      ['auth', 'fence-peer', true, 1, 80],
      ['nobody', 'shop', false, 0, 80],
    ])
  })
})

describe('the impact on a service', () => {
  const impact = async (world: World, namespace: string, workload: string) => {
    const service = { namespace, workload }
    const { readyEndpoints, wantedEndpoints } = impactOn(
      targetOf(service),
      rules.impacts,
      await lookAt(world, service),
      undefined,
    )
    return `${readyEndpoints} of ${wantedEndpoints}`
  }

  it.each([
    ['all endpoints', 'shop', 'deployment/user-service', '2 of 2'],
    ['none, though the pods are ready', 'shop', 'deployment/orders', '0 of 1'],
    ['none, for no pod is ready', 'shop', 'deployment/unready', '0 of 1'],
    ['none that a port leads to', 'shop', 'deployment/mail', '0 of 1'],
    ['none wanted', 'shop', 'deployment/asleep', '0 of 0'],
    ['pods, where no Service is before them', 'tight', 'deployment/second', '1 of 2'],
  ])('%s', async (_what, namespace, workload, words) => {
    expect(await impact(broken, namespace, workload)).toBe(words)
  })

  it('is unknown where endpoints may not be seen', async () => {
    expect(await impact({ ...broken, forbidden: ['endpointslices'] }, 'shop', 'deployment/user-service')).toBe(
      'null of null',
    )
  })
})

describe('what keeps pods from being created or scheduled', () => {
  it('is read from the word of the API server', () => {
    const message =
      'pods "a-b" is forbidden: exceeded quota: compute, requested: pods=1,requests.cpu=60m, used: pods=4,requests.cpu=80m, limited: pods=4,requests.cpu=100m'
    expect(refusalIn(message, 5)).toEqual({
      quota: 'compute',
      ageMs: 5,
      resources: [
        { resource: 'pods', requested: '1', used: '4', limited: '4' },
        { resource: 'requests.cpu', requested: '60m', used: '80m', limited: '100m' },
      ],
    })
    expect(refusalIn('pods "a-b" is forbidden: no', 5)).toBeNull()
  })

  it('is a quota in numbers, and what a pod asks for', async () => {
    const { quotas, ranges, workloads } = await seen(quota, broken, 'tight', 'deployment/second')
    expect(quotas).toMatchObject({
      seen: [
        {
          name: 'compute',
          limits: [
            { resource: 'pods', hard: 4, used: 4 },
            { resource: 'requests.cpu', hard: 0.1 },
          ],
        },
      ],
    })
    expect(ranges).toMatchObject({ seen: [{ limits: [{ of: 'Container', max: { cpu: '200m' } }] }] })
    expect(workloads[0]?.perPod).toEqual({ requests: { cpu: 0.06, memory: null }, limits: { cpu: 0.06, memory: null } })
  })

  it('is asked of the autoscaler of nodes only while pods wait', async () => {
    expect(await seen(scaleUp, { ...broken, forbidden: ['events'] }, 'shop', 'deployment/orders')).toEqual({
      waiting: 0,
      said: { seen: [] },
    })
    const pod = broken.objects.find(
      ({ resource, metadata }) => resource === 'pods' && JSON.stringify(metadata).includes('"name":"huge-'),
    )
    const { uid } = (pod?.metadata ?? {}) as { uid: string }
    const world = withObject(broken, 'events', {
      metadata: { name: 'e', namespace: 'nowhere' },
      ...{
        reason: 'NotTriggerScaleUp',
        message: "pod didn't trigger scale-up: 1 max node group size reached",
        count: 3,
      },
      ...{ lastTimestamp: new Date(broken.at - minute).toISOString(), source: { component: 'cluster-autoscaler' } },
      involvedObject: { kind: 'Pod', uid },
    })
    expect(await seen(scaleUp, world, 'nowhere', 'deployment/huge')).toMatchObject({
      waiting: 1,
      said: { seen: [{ verdict: 'impossible', ageMs: minute }] },
    })
  })
})

describe('scaling and use', () => {
  it('is what autoscalers measure and by whom the number of pods was written', async () => {
    const { autoscalers, budgets } = await seen(autoscaling, broken, 'shop', 'deployment/busy')
    expect(autoscalers).toMatchObject({
      seen: [
        {
          ...{ name: 'busy', workload: 'deployment/busy', min: 1, max: 2, current: 2, rivals: [] },
          metrics: [{ name: 'cpu', measure: 'utilization', target: 50 }],
          limited: { status: 'True', reason: 'TooManyReplicas' },
          replicaWriters: [{ manager: 'kube-controller-manager', subresource: 'scale' }],
        },
      ],
    })
    expect(budgets).toEqual({ seen: [] })
  })

  it.each<[string, object, object]>([
    [
      'pods',
      { type: 'Pods', pods: { metric: { name: 'rps' }, target: { averageValue: '100' } } },
      { type: 'Pods', pods: { metric: { name: 'rps' }, current: { averageValue: '150m' } } },
    ],
    [
      'external',
      { type: 'External', external: { metric: { name: 'rps' }, target: { averageValue: '100' } } },
      { type: 'External', external: { metric: { name: 'rps' }, current: { averageValue: '150m' } } },
    ],
  ])('reads metrics of %s', async (_source, spec, status) => {
    const world = patched(broken, 'horizontalpodautoscalers shop/busy', {
      spec: { metrics: [spec] },
      status: { currentMetrics: [status] },
    })
    const { autoscalers } = await seen(autoscaling, world, 'shop', 'deployment/busy')
    expect(autoscalers).toMatchObject({
      seen: [{ metrics: [{ name: 'rps', measure: 'average', target: 100, current: 0.15 }] }],
    })
  })

  it('is measured by containers, and belongs to the pods that are there', async () => {
    const { measured } = await seen(usage, broken, 'shop', 'deployment/busy')
    expect(measured?.pods).toBe(2)
    expect(measured?.containers[0]).toMatchObject({
      container: 'app',
      isMain: true,
      limits: { cpu: 0.05, memory: 2 ** 25 },
    })
    expect(objectAt(broken, 'deployments shop/busy')).toBeDefined()
  })

  it('is not known without a metrics-server, nor while it is down', async () => {
    expect(await seen(usage, { ...broken, unserved: ['metrics.k8s.io'] }, 'shop', 'deployment/busy')).toEqual({
      measured: null,
    })
  })
})
