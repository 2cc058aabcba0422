import { describe } from 'vitest'
import { textAt } from '../../../src/core/json.ts'
import { patched, withObject } from '../../facts/kubernetes/recording.ts'
import { broken } from '../../facts/kubernetes/world-facts.ts'
import { answers } from '../kubernetes/world-answers.ts'

const user = 'shop deployment/user-service'

const dns = 'cluster.dns-down'
const slice = broken.objects
  .filter(({ resource }) => resource === 'endpointslices')
  .find((each) => textAt(each, 'metadata', 'labels', 'kubernetes.io/service-name') === 'kube-dns')
const dnsSlice = `endpointslices kube-system/${textAt(slice, 'metadata', 'name')}`
const unready = [
  { addresses: ['10.0.0.9'], conditions: { ready: false }, targetRef: { kind: 'Pod', name: 'coredns-1' } },
]
const coredns = {
  metadata: { name: 'coredns', namespace: 'kube-system', labels: { 'k8s-app': 'kube-dns' } },
  spec: { replicas: 0, selector: { matchLabels: { 'k8s-app': 'kube-dns' } }, template: { spec: { containers: [] } } },
  status: {},
}

describe('the DNS of a cluster', () => {
  answers([
    ['may run outside of its pods', dns, /^ok$/, broken, user],
    [
      'without a ready endpoint is down',
      dns,
      /^critical: the DNS of the cluster \(Service kube-dns in kube-system\) has no ready endpoint$/,
      patched(broken, dnsSlice, { endpoints: unready }),
      user,
    ],
    [
      'and says how many of its pods are wanted',
      dns,
      /no ready endpoint: 0 of 0 pods of coredns are ready$/,
      withObject(patched(broken, dnsSlice, { endpoints: [] }), 'deployments', coredns),
      user,
    ],
    ['may not be seen', dns, /^unknown: /, { ...broken, forbidden: ['kube-system/services'] }, user],
    ['nor its endpoints', dns, /^unknown: /, { ...broken, forbidden: ['kube-system/endpointslices'] }, user],
    [
      'is judged without its Deployment',
      dns,
      /^critical/,
      { ...patched(broken, dnsSlice, { endpoints: [] }), forbidden: ['kube-system/deployments'] },
      user,
    ],
  ])
})

const guard = 'validatingwebhookconfigurations guard'
const polite = 'validatingwebhookconfigurations polite'
const down = 'cluster.webhook-down'
const [webhook] = (broken.objects.find(({ resource, metadata }) => {
  return resource === 'validatingwebhookconfigurations' && textAt(metadata, 'name') === 'guard'
})?.webhooks ?? []) as readonly object[]

describe('admission webhooks', () => {
  answers([
    [
      'that must answer and have nobody behind them; others are left alone',
      down,
      /^critical: the admission webhook pods.guard.example.com must answer, and its Service guarded\/guard has no ready endpoint: pods are refused$/,
      broken,
      user,
    ],
    [
      'that are not asked about pods',
      down,
      /^warning: .*: configmaps are refused$/,
      patched(broken, guard, {
        webhooks: [{ ...webhook, rules: [{ apiGroups: [''], operations: ['CREATE'], resources: ['configmaps'] }] }],
      }),
      user,
    ],
    [
      'outside of the cluster cannot be judged by endpoints',
      down,
      /^ok$/,
      patched(broken, guard, { webhooks: [{ ...webhook, clientConfig: { url: 'https://x' } }] }),
      user,
    ],
    [
      'that may be silent',
      down,
      /^ok$/,
      patched(broken, guard, { webhooks: [{ ...webhook, failurePolicy: 'Ignore' }] }),
      user,
    ],
    [
      'without a policy must answer',
      down,
      /^critical/,
      patched(broken, polite, { webhooks: [{ ...webhook, failurePolicy: 'Fail' }] }),
      user,
    ],
    [
      'whose endpoints may not be seen',
      down,
      /^unknown: .*endpointslices/,
      { ...broken, forbidden: ['guarded/endpointslices'] },
      user,
    ],
    ['that may not be seen', down, /^unknown: /, { ...broken, forbidden: ['validatingwebhookconfigurations'] }, user],
  ])
})

describe('aggregated APIs', () => {
  const api = 'apiservices v1.absent.example.com'
  const since = (seconds: number) =>
    patched(broken, api, {
      status: {
        conditions: [
          {
            type: 'Available',
            status: 'False',
            reason: 'MissingEndpoints',
            message: 'none',
            lastTransitionTime: new Date(broken.at - seconds * 1000).toISOString(),
          },
        ],
      },
    })
  answers([
    [
      'with nobody behind them',
      'cluster.api-unavailable',
      /^warning: the API v1.absent.example.com does not answer \(MissingEndpoints\): none$/,
      since(90),
      user,
    ],
    ['whose server restarts', 'cluster.api-unavailable', /^ok$/, since(20), user],
    ['that may not be seen', 'cluster.api-unavailable', /^unknown: /, { ...broken, forbidden: ['apiservices'] }, user],
  ])
})
