import { describe, expect, it } from 'vitest'
import { readLabelSelector, selects } from '../../../src/facts/kubernetes/objects/label-selector.ts'
import { type NetworkPolicy, networkPolicies } from '../../../src/facts/kubernetes/objects/network-policy.ts'
import { letsOut, policies } from '../../../src/facts/kubernetes/policies.ts'
import { type Peer, type Ports, verdictOf } from '../../../src/facts/kubernetes/policy-verdict.ts'
import { addressesNamedBy, placeOf } from '../../../src/facts/kubernetes/spoken-addresses.ts'
import { broken, seen } from './world-facts.ts'

const now = Date.parse('2026-11-22T03:00:00Z')

function policy(spec: object): NetworkPolicy {
  return networkPolicies.read({ metadata: { name: 'p', namespace: 'users' }, spec: { podSelector: {}, ...spec } }, now)
}

const database: Peer = {
  namespace: { name: 'data', labels: { 'kubernetes.io/metadata.name': 'data' }, complete: false },
  pod: { name: null, labels: { app: 'db' }, complete: false },
  addresses: ['10.0.0.7'],
}
const outside: Peer = {
  namespace: { name: null, labels: {}, complete: false },
  pod: 'outside',
  addresses: ['192.0.2.5'],
}
const named: Peer = { ...outside, pod: 'unknown', addresses: [] }
const at5432: Ports = { protocol: 'TCP', numbers: [5432], names: ['main'] }

const egress = (...rules: readonly object[]) => [policy({ policyTypes: ['Egress'], egress: rules })]
const toPods = (pods: object | undefined, namespaces?: object) => ({
  to: [{ ...(pods && { podSelector: pods }), ...(namespaces && { namespaceSelector: namespaces }) }],
})
const labels = (pairs: object) => ({ matchLabels: pairs })
const data = labels({ 'kubernetes.io/metadata.name': 'data' })

describe('network policies', () => {
  it.each<[string, string, readonly NetworkPolicy[], Peer, Ports?]>([
    ['allow all where none selects the pod', 'allowed', [], database],
    ['allow all in a direction that none speaks of', 'allowed', [policy({ policyTypes: ['Ingress'] })], database],
    ['deny all without a rule', 'denied', egress(), database],
    ['allow all with an empty rule', 'allowed', egress({}), database],
    ['allow by port', 'allowed', egress({ ports: [{ port: 5432 }] }), database],
    ['deny other ports', 'denied', egress({ ports: [{ port: 6379 }] }), database],
    ['deny other protocols', 'denied', egress({ ports: [{ port: 5432, protocol: 'UDP' }] }), database],
    ['allow ranges', 'allowed', egress({ ports: [{ port: 5000, endPort: 6000 }] }), database],
    ['deny beyond a range', 'denied', egress({ ports: [{ port: 5000, endPort: 5431 }] }), database],
    ['allow by the name of the port of the pod', 'allowed', egress({ ports: [{ port: 'main' }] }), database],
    ['deny by another name', 'denied', egress({ ports: [{ port: 'web' }] }), database],
    [
      'allow with one rule of several',
      'allowed',
      egress({ ports: [{ port: 1 }] }, { ports: [{ port: 5432 }] }),
      database,
    ],
    ['allow with one policy of several', 'allowed', [...egress(), ...egress({})], database],
    ['mean their own namespace by pods alone', 'denied', egress(toPods(labels({ app: 'db' }))), database],
    ['allow all pods of a namespace', 'allowed', egress(toPods(undefined, data)), database],
    ['need both in one entry', 'denied', egress(toPods(labels({ app: 'cache' }), data)), database],
    ['allow both in one entry', 'allowed', egress(toPods(labels({ app: 'db' }), data)), database],
    [
      'need either in two entries',
      'allowed',
      egress({ to: [{ podSelector: labels({ app: 'x' }) }, { namespaceSelector: data }] }),
      database,
    ],
    ['allow every namespace by an empty selector', 'allowed', egress(toPods(undefined, {})), database],
    ['are unknown where labels are hidden', 'unknown', egress(toPods(undefined, labels({ team: 'x' }))), database],
    [
      'are unknown where more labels of pods are hidden',
      'unknown',
      egress(toPods(labels({ tier: 'x' }), data)),
      database,
    ],
    ['deny addresses outside by rules for pods', 'denied', egress(toPods({}, {})), outside],
    ['allow by a block of addresses', 'allowed', egress({ to: [{ ipBlock: { cidr: '192.0.2.0/24' } }] }), outside],
    ['deny beyond the block', 'denied', egress({ to: [{ ipBlock: { cidr: '198.51.100.0/24' } }] }), outside],
    [
      'deny what is cut out of the block',
      'denied',
      egress({ to: [{ ipBlock: { cidr: '192.0.2.0/24', except: ['192.0.2.4/30'] } }] }),
      outside,
    ],
    [
      'are unknown for a name that nobody resolved',
      'unknown',
      egress({ to: [{ ipBlock: { cidr: '192.0.2.0/24' } }] }),
      named,
    ],
    ['allow it where the block is everything', 'allowed', egress({ to: [{ ipBlock: { cidr: '0.0.0.0/0' } }] }), named],
    ['deny it where no rule opens the port', 'denied', egress({ ...toPods({}, {}), ports: [{ port: 53 }] }), named],
  ])('%s', (_policy, verdict, list, peer, ports = at5432) => {
    expect(verdictOf(list, 'egress', peer, ports)).toBe(verdict)
  })

  it('of old clusters speak of egress where they have rules for it', () => {
    expect(policy({ egress: [{}] }).egress).toHaveLength(1)
    expect(policy({}).egress).toBeNull()
    expect(policy({}).ingress).toEqual([])
  })

  it('open ports for whomever: the others are closed, whatever stands behind an address', async () => {
    const none = await seen(policies, broken, 'fence-all', 'deployment/client')
    expect(letsOut(none, 5432)).toBe(false)
    const unlimited = await seen(policies, broken, 'shop', 'deployment/caller')
    expect(letsOut(unlimited, 5432)).toBe(true)
    const some = await seen(policies, broken, 'fence', 'deployment/client')
    // One of its rules opens every port of a namespace.
    expect(letsOut(some, 5432)).toBe(true)
  })

  it('say what is needed of what they close', async () => {
    const { closed } = await seen(policies, broken, 'fence', 'deployment/client', { needs: ['users-db:5432'] })
    expect(closed.map(({ to, side, needed, ports }) => [to, side, needed, ports])).toEqual([
      ['users-db:5432', 'egress', true, [5432]],
      ['ledger.fence-peer:8080', 'ingress', true, [8080]],
    ])
    expect(closed[0]?.hosts).toContain('users-db.fence.svc.cluster.local')
  })
})

describe('label selectors', () => {
  const pod = { app: 'users', tier: 'web' }
  it.each<[string, boolean, object]>([
    ['nothing', true, {}],
    ['a pair', true, { matchLabels: { app: 'users' } }],
    ['another value', false, { matchLabels: { app: 'orders' } }],
    ['one of several', true, { matchExpressions: [{ key: 'tier', operator: 'In', values: ['web', 'api'] }] }],
    ['none of several', false, { matchExpressions: [{ key: 'tier', operator: 'NotIn', values: ['web'] }] }],
    [
      'a missing label is none of them',
      true,
      { matchExpressions: [{ key: 'zone', operator: 'NotIn', values: ['a'] }] },
    ],
    ['a key', true, { matchExpressions: [{ key: 'app', operator: 'Exists' }] }],
    ['no such key', false, { matchExpressions: [{ key: 'app', operator: 'DoesNotExist' }] }],
  ])('ask for %s: %s', (_what, fits, raw) => {
    expect(selects(readLabelSelector(raw) ?? [], pod)).toBe(fits)
  })
})

describe('addresses in a configuration', () => {
  it.each<[string, readonly string[]]>([
    ['postgres://app:secret@users-db:5432/users?sslmode=disable', ['users-db:5432']],
    ['postgresql://users-db.data.svc/users', ['users-db.data.svc:5432']],
    ['kafka-0.kafka:9092,kafka-1.kafka:9092', ['kafka-0.kafka:9092', 'kafka-1.kafka:9092']],
    ['http://auth.example.com/login', ['auth.example.com:80']],
    ['redis://:pass@127.0.0.1:6379', []],
    ['12:30', []],
    ['registry.example.com/team/app:1.2', []],
    ['plain words', []],
  ])('%s', (value, found) => {
    expect(addressesNamedBy([value], []).map(({ host, port }) => `${host}:${port}`)).toEqual(found)
  })

  it.each([
    ['users-db', 'users', 'users-db'],
    ['users-db.data.svc', 'data', 'users-db'],
    ['Users-DB.data.svc.cluster.local', 'data', 'users-db'],
  ])('the name %s means a Service of the namespace %s', (host, namespace, name) => {
    expect(placeOf(host, 'users')).toEqual({ namespace, name })
  })

  it.each(['db.example', '10.0.0.1', '::1', 'db.example.com'])('%s is not surely one of the cluster', (host) => {
    expect(placeOf(host, 'users')).toBeNull()
  })
})
