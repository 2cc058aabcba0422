import { describe } from 'vitest'
import { patched } from '../../facts/kubernetes/recording.ts'
import { broken } from '../../facts/kubernetes/world-facts.ts'
import { answers } from './world-answers.ts'

const maxed = 'kubernetes.hpa-maxed'
const blind = 'kubernetes.hpa-blind'
const fights = 'kubernetes.hpa-fights-replicas'
const hpa = (name: string) => `horizontalpodautoscalers shop/${name}`
const busy = 'shop deployment/busy'
const ago = (seconds: number) => new Date(broken.at - seconds * 1000).toISOString()
const limited = (seconds: number) => [
  { type: 'ScalingLimited', status: 'True', reason: 'TooManyReplicas', message: 'x', lastTransitionTime: ago(seconds) },
]
const calm = { currentMetrics: [{ type: 'Resource', resource: { name: 'cpu', current: { averageUtilization: 40 } } }] }
const wroteReplicas = (secondsAgo: number, replicas: number) => ({
  metadata: {
    managedFields: [
      { manager: 'helm', operation: 'Update', time: ago(secondsAgo), fieldsV1: { 'f:spec': { 'f:replicas': {} } } },
    ],
  },
  spec: { replicas },
})
const scaled = patched(broken, hpa('busy'), { status: { lastScaleTime: ago(300), desiredReplicas: 2 } })

describe('autoscalers', () => {
  answers([
    [
      'at the maximum and above the target',
      maxed,
      /^warning: the autoscaler busy is at its maximum of 2 pods, cpu at \d{3} % where 50 % is wanted$/,
      broken,
      busy,
    ],
    [
      'at the maximum and within the target are where they want to be',
      maxed,
      /^ok$/,
      patched(broken, hpa('busy'), { status: { ...calm, conditions: [] } }),
      busy,
    ],
    [
      'that have wanted more for a quarter of an hour',
      maxed,
      /^warning: the autoscaler busy is at its maximum of 2 pods$/,
      patched(broken, hpa('busy'), { status: { ...calm, conditions: limited(1000) } }),
      busy,
    ],
    [
      'that have wanted more for a minute',
      maxed,
      /^ok$/,
      patched(broken, hpa('busy'), { status: { ...calm, conditions: limited(60) } }),
      busy,
    ],
    [
      'at their minimum, which is limited by the same word',
      maxed,
      /^ok$/,
      patched(broken, hpa('busy'), {
        status: { ...calm, conditions: [{ ...limited(5000)[0], reason: 'TooFewReplicas' }] },
      }),
      busy,
    ],
    [
      'whose minimum is their maximum have nothing to choose',
      maxed,
      /^ok$/,
      patched(broken, hpa('busy'), { spec: { minReplicas: 2 } }),
      busy,
    ],
    [
      'that cannot measure say why',
      blind,
      /^warning: the autoscaler blind cannot scale \(FailedGetResourceMetric\): .*missing request for cpu/,
      broken,
      'shop deployment/blind',
    ],
    [
      'that cannot measure new pods yet',
      blind,
      /^ok$/,
      patched(broken, hpa('blind'), {
        status: {
          conditions: [
            {
              type: 'ScalingActive',
              status: 'False',
              reason: 'FailedGetResourceMetric',
              message: 'x',
              lastTransitionTime: ago(60),
            },
          ],
        },
      }),
      'shop deployment/blind',
    ],
    ['that were switched off with zero pods', blind, /^ok$/, broken, 'shop deployment/asleep'],
    [
      'that may not be seen',
      blind,
      /^unknown: .*horizontalpodautoscalers/,
      { ...broken, forbidden: ['horizontalpodautoscalers'] },
      busy,
    ],
    [
      'two of one workload',
      fights,
      /^warning: deployment\/twice is scaled by twice and twice-too$/,
      broken,
      'shop deployment/twice',
    ],
    ['whose ambiguity is told once', blind, /^ok$/, broken, 'shop deployment/twice'],
    ['alone', fights, /^ok$/, broken, busy],
    [
      'against somebody who has just written another number',
      fights,
      /^warning: deployment\/busy is scaled by busy and helm$/,
      patched(scaled, 'deployments shop/busy', wroteReplicas(20, 5)),
      busy,
    ],
    [
      'beside somebody who wrote before they scaled',
      fights,
      /^ok$/,
      patched(scaled, 'deployments shop/busy', wroteReplicas(900, 5)),
      busy,
    ],
    [
      'beside somebody who wrote what they want',
      fights,
      /^ok$/,
      patched(scaled, 'deployments shop/busy', wroteReplicas(20, 2)),
      busy,
    ],
  ])
})

const budget = 'poddisruptionbudgets shop/unready'

describe('disruption budgets', () => {
  const short = 'kubernetes.pdb-blocks'
  answers([
    [
      'that have lacked healthy pods for a quarter of an hour',
      short,
      /^warning: the disruption budget unready lets no pod be evicted: 0 are healthy, it wants 1$/,
      patched(broken, budget, {
        status: { conditions: [{ type: 'DisruptionAllowed', status: 'False', lastTransitionTime: ago(901) }] },
      }),
      'shop deployment/unready',
    ],
    [
      'that lack them for less',
      short,
      /^ok$/,
      patched(broken, budget, {
        status: { conditions: [{ type: 'DisruptionAllowed', status: 'False', lastTransitionTime: ago(600) }] },
      }),
      'shop deployment/unready',
    ],
    [
      'that never allow any are a choice',
      short,
      /^ok$/,
      patched(broken, budget, {
        status: {
          currentHealthy: 1,
          conditions: [{ type: 'DisruptionAllowed', status: 'False', lastTransitionTime: ago(9000) }],
        },
      }),
      'shop deployment/unready',
    ],
    ['of others', short, /^ok$/, broken, 'shop deployment/user-service'],
  ])
})

describe('quotas', () => {
  const full = 'kubernetes.quota-exhausted'
  const second = 'tight deployment/second'
  answers([
    [
      'that leave no room, by the word of the controller',
      full,
      /^warning: the quota compute is used up: \d+m of 100m requests.cpu, and a pod of deployment\/second needs 60m more$/,
      broken,
      second,
    ],
    [
      'need not be seen for that',
      full,
      /^warning: the quota compute is used up/,
      { ...broken, forbidden: ['resourcequotas'] },
      second,
    ],
    [
      'of a workload whose controller says nothing, by the numbers',
      full,
      /^warning: the quota compute is used up: 4 of 4 pods, and a pod of statefulset\/third needs 1 more$/,
      broken,
      'tight statefulset/third',
    ],
    [
      'that may not be seen then are unknown',
      full,
      /^unknown: .*resourcequotas/,
      { ...broken, forbidden: ['resourcequotas'] },
      'tight statefulset/third',
    ],
    ['of which nobody needs more', full, /^ok$/, broken, 'tight deployment/first'],
    [
      'that count only some pods',
      full,
      /^ok$/,
      patched(broken, 'resourcequotas tight/compute', { spec: { scopes: ['BestEffort'] } }),
      'tight statefulset/third',
    ],
    [
      'that leave a workload without any pod are critical',
      full,
      /^critical: /,
      patched(broken, 'deployments tight/second', { status: { replicas: 0 } }),
      second,
    ],
  ])
})

describe('what containers use', () => {
  const cpu = 'kubernetes.cpu-at-limit'
  const memory = 'kubernetes.memory-near-limit'
  answers([
    ['all their CPU', cpu, /^warning: app of 2 pods uses 0.05 of 0.05 CPUs \(10\d %\): it is throttled$/, broken, busy],
    [
      'nearly all their memory',
      memory,
      /^warning: app of stout-\S+ uses 30 of 32 MiB of memory \(93 %\)/,
      broken,
      'shop deployment/stout',
    ],
    ['little', memory, /^ok$/, broken, busy],
    ['without limits is never too much', cpu, /^ok$/, broken, 'shop deployment/user-service'],
    [
      'is not measured where there is no metrics-server, which is normal',
      cpu,
      /^ok$/,
      { ...broken, unserved: ['metrics.k8s.io'] },
      busy,
    ],
  ])
})
