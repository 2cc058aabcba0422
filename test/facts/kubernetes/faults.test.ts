import { describe, expect, it } from 'vitest'
import { configFaultOf } from '../../../src/facts/kubernetes/config-fault.ts'
import { creationFaultOf } from '../../../src/facts/kubernetes/creation-fault.ts'
import { imageFaultOf } from '../../../src/facts/kubernetes/image-fault.ts'
import { readUnschedulable } from '../../../src/facts/kubernetes/scheduling.ts'

describe('why an image cannot be had, in the words of', () => {
  it.each([
    [
      'containerd 1.6',
      'rpc error: code = NotFound desc = failed to pull and unpack image "x": x: not found',
      'not-found',
    ],
    [
      'containerd 2',
      'failed to resolve reference "x": pulling from host r failed with status code [manifests 1]: 401 Unauthorized',
      'unauthorized',
    ],
    [
      'Docker Hub',
      'pull access denied, repository does not exist or may require authorization: server message: insufficient_scope: authorization failed',
      'unauthorized',
    ],
    ['Docker Hub, too often', 'toomanyrequests: You have reached your pull rate limit.', 'rate-limit'],
    ['CRI-O', 'reading manifest 9.9 in registry.example.com/x: manifest unknown', 'not-found'],
    ['Amazon', 'no basic auth credentials', 'unauthorized'],
    ['a name server', 'dial tcp: lookup registry.example.com on 10.0.0.10:53: no such host', 'unreachable-registry'],
    [
      'a firewall',
      'Head "https://registry.example.com/v2/": dial tcp 10.0.0.1:443: i/o timeout',
      'unreachable-registry',
    ],
    ['TLS', 'tls: failed to verify certificate: x509: certificate signed by unknown authority', 'unreachable-registry'],
    ['an image for another processor', 'no match for platform in manifest: not found', 'wrong-platform'],
    ['a kubelet that forgot', 'Back-off pulling image "x"', 'unknown'],
  ])('%s', (_who, message, fault) => {
    expect(imageFaultOf('ImagePullBackOff', message)).toBe(fault)
  })
})

describe('what a container or a volume lacks', () => {
  it.each([
    ['secret "db" not found', 'missing-secret', 'secret/db', null],
    ['configmap "app" not found', 'missing-config-map', 'config-map/app', null],
    ["couldn't find key password in Secret users/db", 'missing-key', 'secret/db', 'password'],
    ["couldn't find key MODE in ConfigMap users/app", 'missing-key', 'config-map/app', 'MODE'],
    ['MountVolume.SetUp failed for volume "v" : secret "tls" not found', 'missing-secret', 'secret/tls', null],
    [
      'MountVolume.SetUp failed for volume "v" : references non-existent secret key: ca.crt',
      'missing-key',
      null,
      'ca.crt',
    ],
    ['container has runAsNonRoot and image will run as root', 'run-as-root', null, null],
    ['failed to sync secret cache: timed out waiting for the condition', 'other', null, null],
  ])('%s', (message, fault, object, key) => {
    expect(configFaultOf(message)).toEqual({ fault, object, key })
  })
})

describe('why a pod may not be created', () => {
  it.each([
    ['pods "a" is forbidden: exceeded quota: team, requested: pods=1, used: pods=4, limited: pods=4', 'quota', 'team'],
    ['pods "a" is forbidden: failed quota: compute: must specify limits.cpu for: app', 'quota', 'compute'],
    [
      'admission webhook "policy.example.com" denied the request: no latest tag',
      'webhook-denied',
      'policy.example.com',
    ],
    [
      `ValidatingAdmissionPolicy 'no-latest' with binding 'all' denied request: no latest tag`,
      'webhook-denied',
      'no-latest',
    ],
    [
      'Internal error occurred: failed calling webhook "m.example.com": Post "https://m": context deadline exceeded',
      'webhook-unreachable',
      'm.example.com',
    ],
    ['pods "a" is forbidden: violates PodSecurity "baseline:latest": privileged', 'pod-security', 'baseline:latest'],
    ['pods "a" is forbidden: minimum cpu usage per Container is 100m, but request is 10m', 'limit-range', null],
    [
      'pods "a" is forbidden: error looking up service account users/app: serviceaccount "app" not found',
      'service-account',
      'app',
    ],
    ['Pod "a" is invalid: spec.containers[0].image: Required value', 'invalid', null],
    ['etcdserver: request timed out', 'other', null],
  ])('%s', (message, fault, by) => {
    expect(creationFaultOf(message)).toEqual({ fault, by })
  })
})

describe('what the scheduler counts', () => {
  const kinds = (message: string) => readUnschedulable(message).counts.map(({ nodes, kind }) => `${nodes} ${kind}`)

  it.each([
    [
      '0/3 nodes are available: 3 Insufficient cpu. preemption: 0/3 nodes are available: 3 No preemption victims found for incoming pod.',
      ['3 insufficient'],
    ],
    [
      '0/12 nodes are available: 3 Insufficient memory, 3 node(s) had untolerated taint {node-role.kubernetes.io/control-plane: }, 6 node(s) were unschedulable.',
      ['3 insufficient', '3 taint', '6 cordoned'],
    ],
    [
      "0/2 nodes are available: 1 node(s) had untolerated taint {node.kubernetes.io/not-ready: }, 1 node(s) didn't match Pod's node affinity/selector.",
      ['1 node-sick', '1 affinity'],
    ],
    [
      '0/4 nodes are available: 1 Too many pods, 3 node(s) had volume node affinity conflict.',
      ['1 too-many-pods', '3 volume'],
    ],
    ["0/1 nodes are available: 1 node(s) didn't have free ports for the requested pod ports.", ['1 ports']],
    ['0/1 nodes are available: pod has unbound immediate PersistentVolumeClaims. not found', ['0 volume']],
    ['no nodes available to schedule pods', []],
  ])('%s', (message, expected) => {
    expect(kinds(message)).toEqual(expected)
  })

  it('knows a cluster without nodes', () => {
    expect(readUnschedulable('no nodes available to schedule pods').nodes).toBe(0)
    expect(readUnschedulable('0/12 nodes are available: 12 Insufficient cpu.').nodes).toBe(12)
  })
})
