import { describe } from 'vitest'
import { patched } from '../../facts/kubernetes/recording.ts'
import { broken } from '../../facts/kubernetes/world-facts.ts'
import { answers } from './world-answers.ts'

const denied = 'kubernetes.network-policy-denies'
const needed = 'kubernetes.dependency-without-endpoints'

describe('the way to what a service needs', () => {
  answers([
    [
      'a policy of its own closes what no rule opens',
      denied,
      /^warning: the network policy client-out lets nothing out to users-db:5432$/m,
      broken,
      'fence deployment/client',
    ],
    [
      'a policy over there closes what it does not let in',
      denied,
      /^warning: the network policy ledger-in in fence-peer lets nothing of it in to ledger.fence-peer:8080$/m,
      broken,
      'fence deployment/client',
    ],
    [
      'what a rule allows is open, and so is what nobody can tell',
      denied,
      /^(?!.*(auth|cache|10\.1\.2\.3))/s,
      broken,
      'fence deployment/client',
    ],
    [
      'a denial of everything closes DNS, too',
      denied,
      /^warning: the network policy default-deny lets nothing out to the DNS of the cluster, db:5432$/,
      broken,
      'fence-all deployment/client',
    ],
    [
      'pods on the network of their node are not held up',
      denied,
      /^ok$/,
      patched(broken, 'deployments fence-all/client', { spec: { template: { spec: { hostNetwork: true } } } }),
      'fence-all deployment/client',
    ],
    ['without policies nothing is closed', denied, /^ok$/, broken, 'shop deployment/caller'],
    [
      'policies that may not be seen are unknown',
      denied,
      /^unknown: /,
      { ...broken, forbidden: ['networkpolicies'] },
      'fence deployment/client',
    ],
    [
      'policies of others that may not be seen close nothing',
      denied,
      /^warning: the network policy client-out lets nothing out to users-db:5432$/,
      { ...broken, forbidden: ['fence-peer/networkpolicies'] },
      'fence deployment/client',
    ],
    [
      'a Service with nobody behind it is named',
      needed,
      /^warning: nobody stands behind the Service users-db in shop, port 5432: it has no endpoints$/m,
      broken,
      'shop deployment/caller',
    ],
    [
      'a Service of the cluster that does not exist, too',
      needed,
      /^warning: the Service nobody in shop, which the configuration names, does not exist$/m,
      broken,
      'shop deployment/caller',
    ],
    ['one that has endpoints is fine', needed, /^(?!.*auth)/s, broken, 'shop deployment/caller'],
    [
      'names of the world outside are not looked for in the cluster',
      needed,
      /^(?!.*example)/s,
      broken,
      'shop deployment/caller',
    ],
    [
      'what may not be seen is left out',
      needed,
      /^(?!.*data)/s,
      { ...broken, forbidden: ['data/services'] },
      'shop deployment/caller',
    ],
  ])
})
