import { describe } from 'vitest'
import { textAt } from '../../../src/core/json.ts'
import { patched, withObject, without } from '../../facts/kubernetes/recording.ts'
import { broken } from '../../facts/kubernetes/world-facts.ts'
import { answers } from './world-answers.ts'

const orders = 'services shop/orders'
const reached = 'kubernetes.service-without-endpoints'
const selected = 'kubernetes.selector-matches-nothing'
const fitting = 'kubernetes.port-mismatch'
const routed = 'kubernetes.ingress-without-targets'
const user = 'shop deployment/user-service'
const slice = (name: string) => `endpointslices shop/${sliceOf(name)}`
const blind = { ...broken, forbidden: ['endpointslices'] }

function sliceOf(service: string): string {
  const slices = broken.objects.filter(({ resource }) => resource === 'endpointslices')
  const found = slices.find((each) => textAt(each, 'metadata', 'labels', 'kubernetes.io/service-name') === service)
  return textAt(found, 'metadata', 'name') ?? ''
}

/** The other colour of a Service, which is switched off. */
const green = {
  metadata: { name: 'store-green', namespace: 'shop', uid: 'x', labels: { app: 'store' } },
  spec: { selector: { app: 'store', color: 'green' }, ports: [{ port: 80 }], type: 'ClusterIP' },
}

const withTier = (tier: string) =>
  patched(broken, 'deployments shop/basket', { spec: { template: { metadata: { labels: { tier } } } } })

describe('the way of traffic to the pods', () => {
  answers([
    ['is open on a healthy service', reached, /^ok$/, broken, user],
    ['and its selector fits', selected, /^ok$/, broken, user],
    [
      'and its ports lead somewhere, also one that pods do not declare beside one that they do',
      fitting,
      /^ok$/,
      broken,
      user,
    ],
    ['and its ingress leads to it, whatever else that ingress has', routed, /^ok$/, broken, user],
    [
      'is closed where a selector fits nobody, while the pods are ready',
      reached,
      /^critical: 0 endpoints of the Service orders are ready, though 1 of 1 pods are$/,
      broken,
      'shop deployment/orders',
    ],
    [
      'a selector with a wrong value says which',
      selected,
      /^critical: the Service orders selects no pod: it wants app=order, the pods have orders$/,
      broken,
      'shop deployment/orders',
    ],
    [
      'a selector with a label too many says which',
      selected,
      /^critical: .*it wants tier=web, the pods have no such label$/,
      broken,
      'shop deployment/basket',
    ],
    [
      'a wrong word for the part is seen where nothing else is before the pods',
      selected,
      /^critical: the Service front selects no pod: it wants tier=web, the pods have api$/,
      patched(without(withTier('api'), 'services shop/basket'), orders, {
        metadata: { name: 'front', labels: null },
        spec: { selector: { app: 'basket', tier: 'web' } },
      }),
      'shop deployment/basket',
    ],
    [
      'and is the name of another part where something is',
      selected,
      /^ok$/,
      patched(patched(withTier('api'), 'services shop/basket', { spec: { selector: { tier: 'api' } } }), orders, {
        metadata: { name: 'front', labels: null },
        spec: { selector: { app: 'basket', tier: 'web' } },
      }),
      'shop deployment/basket',
    ],
    [
      'a Service that fits another workload without pods is of that one',
      selected,
      /^ok$/,
      patched(broken, orders, { spec: { selector: { app: 'asleep' } } }),
      'shop deployment/orders',
    ],
    [
      'a left-over beside a Service that does its work only warns',
      selected,
      /^warning: the Service store-green selects no pod: it wants color=green/,
      withObject(broken, 'services', green),
      'shop deployment/store-blue',
    ],
    [
      'and is no empty Service that users would feel',
      reached,
      /^ok$/,
      withObject(broken, 'services', green),
      'shop deployment/store-blue',
    ],
    ['of another part of the application it says nothing', selected, /^ok$/, broken, 'shop deployment/store-blue'],
    [
      'a Service that selects pods of somebody else is theirs',
      selected,
      /^ok$/,
      patched(broken, orders, { spec: { selector: { app: 'user-service' } } }),
      user,
    ],
    ['pods that are not ready are not the fault of the Service', reached, /^ok$/, broken, 'shop deployment/unready'],
    ['nobody is missed where no pod is wanted', reached, /^ok$/, broken, 'shop deployment/asleep'],
    ['nor does its selector miss anybody', selected, /^ok$/, broken, 'shop deployment/asleep'],
    [
      'endpoints that no port leads to are none',
      reached,
      /^critical: 0 endpoints of the Service mail are ready/,
      broken,
      'shop deployment/mail',
    ],
    [
      'endpoints that are ending are none',
      reached,
      /^critical: /,
      patched(broken, slice('search'), {
        endpoints: [{ addresses: ['10.0.0.9'], conditions: { ready: true, terminating: true } }],
      }),
      'shop deployment/search',
    ],
    [
      'an endpoint without a word about its readiness is ready',
      reached,
      /^ok$/,
      patched(broken, slice('search'), { endpoints: [{ addresses: ['10.0.0.9'] }] }),
      'shop deployment/search',
    ],
    [
      'without the right to see endpoints nothing is claimed',
      reached,
      /^unknown: .*list on endpointslices/,
      blind,
      user,
    ],
    ['nor about selectors', selected, /^unknown: .*list on endpointslices/, blind, 'shop deployment/orders'],
    ['without the right to see Services neither', fitting, /^unknown: /, { ...broken, forbidden: ['services'] }, user],
    [
      'a port by a name that no container has is critical',
      fitting,
      /^critical: port 80 of the Service mail leads to a container port named http, which no container has: they declare 8080 \(web\)$/,
      broken,
      'shop deployment/mail',
    ],
    [
      'a port that pods do not declare, while they are probed at another, warns',
      fitting,
      /^warning: port 80 of the Service search leads to 9999, but the pods declare 8080 \(http\) and are probed there$/,
      broken,
      'shop deployment/search',
    ],
    [
      'an ingress to a Service that does not exist',
      routed,
      /^critical: the ingress profile leads nowhere: there is no Service profiles \(profile.example.com\/\)$/,
      broken,
      'shop deployment/profile',
    ],
    [
      'an ingress to a port that the Service does not have',
      routed,
      /^critical: .*the Service avatar has no port 8081, only 80 /,
      broken,
      'shop deployment/avatar',
    ],
    [
      'one dead route of two warns',
      routed,
      /^warning: the ingress avatar leads nowhere: the Service avatar has no port 9999/,
      patched(broken, 'ingresses shop/avatar', {
        spec: { rules: [{ http: { paths: [route('avatar', 80), route('avatar', 9999)] } }] },
      }),
      'shop deployment/avatar',
    ],
    ['a dead route of another service is theirs', routed, /^ok$/, broken, 'shop deployment/search'],
    ['an ingress before a Service without endpoints is not to blame', routed, /^ok$/, broken, 'shop deployment/orders'],
    [
      'without the right to see ingresses nothing is claimed',
      routed,
      /^unknown: /,
      { ...broken, forbidden: ['ingresses'] },
      user,
    ],
    [
      'a Service that was never there is nobody’s fault here',
      selected,
      /^ok$/,
      without(broken, orders),
      'shop deployment/orders',
    ],
  ])
})

function route(name: string, number: number) {
  return { path: '/', pathType: 'Prefix', backend: { service: { name, port: { number } } } }
}
