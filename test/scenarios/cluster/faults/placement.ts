import { eventually } from '../eventually.ts'
import { collections } from '../kube-hand.ts'
import { startDenyingWebhook } from '../node-programs.ts'
import { type ClusterScenario, rolledOut } from '../scenario.ts'
import { blamed, untilFelt, untilRefused, untilUnschedulable } from '../signs.ts'
import type { ClusterStage } from '../stage.ts'

/** A quarter of a minute in life: schedulers may be slow. */
const atOnce = { 'kubernetes.unschedulable': { graceSeconds: 1 } }

/** Pods that may not be made, and pods for which there is no place. */
export const quotaExhausted: ClusterScenario = {
  name: 'quota-exhausted',
  story: 'a quota is given to the namespace, and when the pods are replaced there is no room for any',
  cause: 'quota-exhausted',
  remedy: 'manual',
  async inject(stage) {
    const { kube, names } = stage
    await kube.create(collections.quotas, { metadata: { name: 'team-quota' }, spec: { hard: { pods: '1' } } })
    await eventually('the quota is counted', async () => {
      const quota = await kube.get(collections.quotas, 'team-quota')
      return quota?.status?.used?.pods !== undefined
    })
    await kube.replacePods(names.web)
    await untilRefused(stage, names.web, /exceeded quota/)
    await untilFelt(stage)
    return {
      target: { system: 'service', name: names.service, id: { quota: 'team-quota' } },
      heal: () => kube.delete(collections.quotas, 'team-quota'),
    }
  },
}

export const clusterFull: ClusterScenario = {
  name: 'cluster-full',
  story: 'another team has filled the node when the service is scaled up',
  cause: 'cluster-full',
  remedy: 'manual',
  thresholds: atOnce,
  async inject(stage) {
    const { cluster, names, kube, release } = stage
    await cluster.apply(await greedyNeighbour(stage))
    await release.roll({ autoscaling: { minReplicas: 4 } })
    await untilUnschedulable(stage, names.web)
    return {
      target: { system: 'cluster' },
      async heal() {
        await release.restore()
        await kube.patch(collections.deployments, names.web, { spec: { replicas: 2 } }, { part: 'scale' })
        await kube.delete(collections.namespaces, GREEDY, null)
        await eventually('the neighbour is gone', async () => {
          return (await kube.get(collections.namespaces, GREEDY, null)) === undefined
        })
      },
    }
  },
}

export const noNodeFits: ClusterScenario = {
  name: 'no-node-fits',
  story: 'a rollout asks for a kind of node that the cluster does not have',
  cause: 'no-node-fits',
  remedy: 'manual',
  thresholds: atOnce,
  inject: (stage) =>
    rolledOut(stage, { web: { nodeSelector: { disk: 'nvme' } } }, blamed(stage, stage.names.web), () =>
      untilUnschedulable(stage, stage.names.web),
    ),
}

const guard = { system: 'cluster', id: { webhook: 'pods.guard.example.com' } }

const webhook = (namespace: string, clientConfig: object) => ({
  metadata: { name: 'guard' },
  webhooks: [
    {
      name: 'pods.guard.example.com',
      ...{ admissionReviewVersions: ['v1'], sideEffects: 'None', failurePolicy: 'Fail', timeoutSeconds: 3 },
      namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': namespace } },
      rules: [{ apiGroups: [''], apiVersions: ['v1'], operations: ['CREATE'], resources: ['pods'], scope: '*' }],
      clientConfig,
    },
  ],
})

export const webhookDown: ClusterScenario = {
  name: 'webhook-down',
  story: 'a webhook that must be asked for each pod is down, and a pod has to be replaced',
  cause: 'webhook-down-or-denying',
  remedy: 'manual',
  async inject(stage) {
    const { kube, names, cluster } = stage
    const service = { namespace: 'policy', name: 'guard', path: '/validate' }
    await cluster.apply([
      { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'policy' } },
      {
        apiVersion: 'v1',
        kind: 'Service',
        metadata: { name: 'guard', namespace: 'policy' },
        spec: { selector: { app: 'guard' }, ports: [{ port: 443 }] },
      },
    ])
    await kube.create(collections.webhooks, webhook(names.namespace, { service }), null)
    await kube.killOne(names.web)
    await untilRefused(stage, names.web, /failed calling webhook/)
    return {
      target: guard,
      async heal() {
        await kube.delete(collections.webhooks, 'guard', null)
        await kube.delete(collections.namespaces, 'policy', null)
        await eventually('its namespace is gone', async () => {
          return (await kube.get(collections.namespaces, 'policy', null)) === undefined
        })
      },
    }
  },
}

export const webhookDenying: ClusterScenario = {
  name: 'webhook-denying',
  story: 'a webhook lets no pod in any more',
  cause: 'webhook-down-or-denying',
  remedy: 'manual',
  async inject(stage) {
    const { kube, names, cluster } = stage
    await kube.create(collections.webhooks, webhook(names.namespace, await startDenyingWebhook(stage)), null)
    await kube.killOne(names.web)
    await untilRefused(stage, names.web, /denied the request/)
    return {
      target: guard,
      async heal() {
        await kube.delete(collections.webhooks, 'guard', null)
        await cluster.run('-n', 'bench-node', 'delete', 'pod', 'webhook', '--grace-period=0', '--force')
      },
    }
  },
}

export const podSecurity: ClusterScenario = {
  name: 'pod-security',
  story: 'the namespace is restricted, and a pod that has to be replaced is not allowed any more',
  cause: 'pods-refused',
  remedy: 'manual',
  async inject(stage) {
    const { kube, names } = stage
    const label = (value: string | null) => ({ metadata: { labels: { 'pod-security.kubernetes.io/enforce': value } } })
    await kube.patch(collections.namespaces, names.namespace, label('restricted'), { namespace: null })
    await kube.killOne(names.web)
    await untilRefused(stage, names.web, /violates PodSecurity/)
    return {
      ...blamed(stage, names.web),
      heal: () => kube.patch(collections.namespaces, names.namespace, label(null), { namespace: null }),
    }
  },
}

const GREEDY = 'greedy'

/** Takes all that is left of the processors but a hundredth. */
async function greedyNeighbour({ kube, shellImage: image }: ClusterStage): Promise<readonly object[]> {
  const [node] = await kube.list(collections.nodes, '', null)
  const pods = await kube.list(collections.pods, '', null)
  const running = pods.filter(({ status }) => !/Succeeded|Failed/.test(status.phase))
  const wanted = running.flatMap(({ spec }) => spec.containers.map(cpuOf)).reduce((sum, each) => sum + each, 0)
  const left = milli(node?.status.allocatable.cpu) - wanted
  const resources = { requests: { cpu: `${left - 10}m` } }
  const container = { name: 'batch', image, command: ['sleep', '100000'], resources }
  return [
    { apiVersion: 'v1', kind: 'Namespace', metadata: { name: GREEDY } },
    {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'batch', namespace: GREEDY },
      spec: { terminationGracePeriodSeconds: 0, containers: [container] },
    },
  ]
}

function cpuOf({ resources }: { resources?: { requests?: { cpu?: string } } }): number {
  return milli(resources?.requests?.cpu)
}

function milli(cpu = '0'): number {
  return cpu.endsWith('m') ? Number(cpu.slice(0, -1)) : Number(cpu) * 1000
}
