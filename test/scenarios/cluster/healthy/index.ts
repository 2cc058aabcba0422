import { USUAL_LOAD } from '../../callers.ts'
import { eventually } from '../eventually.ts'
import { collections } from '../kube-hand.ts'
import { orderApi } from '../order-api/manifests.ts'
import type { ClusterVariant } from '../scenario.ts'
import { settle, untilReady, untilRolledOut } from '../signs.ts'
import { failedHistory, neighbourOutOfMemory } from './neighbours.ts'

const nothing = async () => undefined

/** Situations on a cluster that look odd and are not. */
export const clusterVariants: readonly ClusterVariant[] = [
  { name: 'steady-load-on-pods', story: 'an ordinary day; a completed hook lies about', prepare: async () => nothing },
  {
    name: 'during-a-rollout',
    story: 'a rollout is under way, and its first pod is just starting',
    async prepare(stage) {
      const { release, names, kube } = stage
      await release.roll({ web: { env: [{ name: 'LOG_LEVEL', value: 'info' }] } })
      await eventually('a new pod starts', async () => (await kube.podsOf(names.web)).length > 2)
      return () => release.restore()
    },
  },
  {
    name: 'after-a-rollout',
    story: 'a rollout has just ended well',
    async prepare(stage) {
      const { release, names } = stage
      await release.roll({ web: { env: [{ name: 'LOG_LEVEL', value: 'info' }] } })
      await settle(1000)
      await untilRolledOut(stage, names.web)
      return () => release.restore()
    },
  },
  {
    name: 'after-a-scale-down',
    story: 'the autoscaler has just taken two pods away',
    async prepare(stage) {
      const { kube, names } = stage
      const scale = (minReplicas: number) => kube.patch(collections.autoscalers, names.web, { spec: { minReplicas } })
      await scale(4)
      await untilReady(stage, names.web, (pods) => pods === 4)
      await scale(2)
      await kube.patch(collections.deployments, names.web, { spec: { replicas: 2 } }, { part: 'scale' })
      await settle(1000)
      return nothing
    },
  },
  {
    name: 'no-metrics-server',
    story: 'nobody answers for metrics.k8s.io',
    async prepare({ cluster }) {
      await cluster.parts.metricsServer.stop()
      await settle(2000)
      return () => cluster.parts.metricsServer.start()
    },
  },
  {
    name: 'namespace-only-rights',
    story: 'the operator may look at one namespace and nothing else',
    async prepare({ operator }) {
      operator.believe({ tier: 'look', credentials: false })
      return async () => operator.believe({})
    },
  },
  {
    name: 'paused-deployment',
    story: 'a rollout is paused on purpose, and the pods there are serve',
    async prepare({ cluster, names, release }) {
      const kubectl = (...words: string[]) => cluster.run('-n', names.namespace, ...words)
      await kubectl('rollout', 'pause', `deployment/${names.web}`)
      await release.roll({ web: { env: [{ name: 'LOG_LEVEL', value: 'info' }] } })
      await settle(1000)
      return async () => {
        await release.restore()
        await kubectl('rollout', 'resume', `deployment/${names.web}`).catch(() => undefined)
      }
    },
  },
  failedHistory,
  neighbourOutOfMemory,
  {
    name: 'node-cordoned',
    story: 'the node takes no new pods, because somebody works on it; those it has are well',
    async prepare({ cluster }) {
      await cluster.run('cordon', cluster.nodeName)
      return async () => {
        await cluster.run('uncordon', cluster.nodeName)
      }
    },
  },
  {
    name: 'nobody-calls-the-pods',
    story: 'a service that nobody calls',
    async prepare({ callers }) {
      callers.load({ ratePerSecond: 0 })
      await settle(500)
      return async () => callers.load(USUAL_LOAD)
    },
  },
  {
    name: 'other-application',
    story: 'an application that is not the sample, and that nobody calls',
    async prepare({ operator }) {
      operator.believe({ namespace: orderApi.namespace, service: null })
      return async () => operator.believe({})
    },
  },
]
