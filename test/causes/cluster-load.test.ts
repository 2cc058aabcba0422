import { describe, expect, it } from 'vitest'
import { textAt } from '../../src/core/json.ts'
import { patched, type World, withObject } from '../facts/kubernetes/recording.ts'
import { broken } from '../facts/kubernetes/world-facts.ts'
import { answering, complaining } from './service-shown.ts'
import { type Around, causesIn, judgedWorld, remediesIn } from './world-case.ts'

const failing = [...answering(200, 5), ...answering(500, 15)]
const unresolved = (host: string, error = 'EAI_AGAIN') => complaining(`getaddrinfo ${error} ${host}`)
const says = (...lines: readonly (readonly string[])[]): Around => ({ shown: { log: [...failing, ...lines.flat()] } })

const slice = broken.objects.find(
  (each) =>
    each.resource === 'endpointslices' &&
    textAt(each, 'metadata', 'labels', 'kubernetes.io/service-name') === 'kube-dns',
)
const dnsSlice = `endpointslices kube-system/${textAt(slice, 'metadata', 'name')}`

describe('the DNS of a cluster', () => {
  const caller = 'shop deployment/caller'
  const gone: World = patched(broken, dnsSlice, { endpoints: [] })

  it.each<[string, World, Around, readonly string[]]>([
    [
      'without endpoints, by the word of the service',
      gone,
      says(unresolved('users-db')),
      ['cluster-dns-failing test: high'],
    ],
    ['without endpoints, before anybody noticed', gone, {}, ['cluster-dns-failing test: medium']],
    [
      'with endpoints that answer nothing: the name of a Service that exists',
      broken,
      says(unresolved('users-db')),
      ['cluster-dns-failing test: high'],
    ],
    [
      'by the full name',
      broken,
      says(unresolved('users-db.shop.svc.cluster.local', 'ENOTFOUND')),
      ['cluster-dns-failing test: high'],
    ],
    [
      'several names without an answer',
      broken,
      says(unresolved('kafka.example.com'), unresolved('mail.example.com')),
      ['cluster-dns-failing test: medium'],
    ],
    ['a name that does not exist is not its fault', broken, says(unresolved('users-bd', 'ENOTFOUND')), []],
    ['nor are two', broken, says(unresolved('users-bd', 'ENOTFOUND'), unresolved('cahce', 'ENOTFOUND')), []],
    ['nor one without an answer', broken, says(unresolved('mail.example.com')), []],
  ])('%s', async (_what, world, around, causes) => {
    expect(causesIn(await judgedWorld(world, caller, around))).toEqual(causes)
  })

  it('takes all databases with it that are called by a name', async () => {
    const node = (name: string) => ({ system: 'postgres', kind: 'database', name })
    const around = {
      ...says(unresolved('users-db'), unresolved('orders-db')),
      needs: { 'users-db:5432': node('users-db'), 'orders-db:5432': node('orders-db') },
      answering: [node('users-db'), node('orders-db')],
    }
    expect(causesIn(await judgedWorld(broken, caller, around))).toEqual(['cluster-dns-failing test: high'])
  })

  it('that somebody scaled to nothing is started by one command', async () => {
    const world = withObject(gone, 'deployments', {
      metadata: { name: 'coredns', namespace: 'kube-system', labels: { 'k8s-app': 'kube-dns' } },
      spec: { replicas: 0, selector: {}, template: { spec: { containers: [] } } },
    })
    expect(remediesIn(await judgedWorld(world, caller))).toEqual([
      'kubectl --context test -n kube-system scale deployment/coredns --replicas=2',
    ])
  })
})

describe('load', () => {
  const busy = 'shop deployment/busy'

  it('that no autoscaler may answer is the cause where requests suffer', async () => {
    const judgement = await judgedWorld(broken, busy, says())
    expect(causesIn(judgement)).toEqual(['hpa-maxed autoscaler busy: high'])
    expect(remediesIn(judgement)).toEqual([
      `kubectl --context test -n shop patch hpa busy --type merge -p '{"spec":{"maxReplicas":4}}'`,
    ])
  })

  it('that only the pods feel is likely one', async () => {
    expect(causesIn(await judgedWorld(broken, busy))).toEqual(['hpa-maxed autoscaler busy: medium'])
  })

  it('that nobody feels is none', async () => {
    expect(causesIn(await judgedWorld({ ...broken, unserved: ['metrics.k8s.io'] }, busy))).toEqual([])
  })

  it('makes a service complain of others, which are not to blame', async () => {
    const needs = { 'orders-db:5432': { system: 'postgres', kind: 'database', name: 'orders-db' } }
    const around = { ...says(complaining('timeout exceeded when trying to connect, postgres orders-db:5432')), needs }
    const judgement = await judgedWorld(broken, busy, around)
    expect(causesIn(judgement)).toEqual(['hpa-maxed autoscaler busy: high'])
    expect(judgement.causes[0]?.explains.map(({ check }) => check)).toContain('logs.signature')
  })

  it('may have its reason in a dependency that is complained of', async () => {
    const needs = { 'users-db:5432': { system: 'postgres', kind: 'database', name: 'users-db' } }
    const around = {
      ...says(complaining('canceling statement due to statement timeout, postgres at users-db:5432')),
      needs,
    }
    const { causes } = await judgedWorld(broken, busy, around)
    expect(causes.map(({ id, confidence }) => [id, confidence])).toContainEqual(['hpa-maxed', 'low'])
  })

  it('without an autoscaler wants more CPU: twice as much', async () => {
    const world = patched(broken, 'horizontalpodautoscalers shop/busy', { spec: { scaleTargetRef: { name: 'other' } } })
    const judgement = await judgedWorld(world, busy, says())
    expect(causesIn(judgement)).toEqual(['cpu-starved workload deployment/busy: high'])
    expect(remediesIn(judgement)[0]).toBe(
      'kubectl --context test -n shop set resources deployment/busy -c app --limits=cpu=100m',
    )
  })

  it('of pods that were given less CPU than their template says needs nothing but new pods', async () => {
    const unlimited = { spec: { template: { spec: { containers: [{ name: 'app', image: 'busy', resources: {} }] } } } }
    const alone = patched(broken, 'horizontalpodautoscalers shop/busy', { spec: { scaleTargetRef: { name: 'other' } } })
    const world = patched(alone, 'deployments shop/busy', unlimited)
    expect(remediesIn(await judgedWorld(world, busy, says()))[0]).toBe(
      'kubectl --context test -n shop rollout restart deployment/busy',
    )
  })
})

describe('a limit that is reached', () => {
  const world = patched(broken, 'horizontalpodautoscalers shop/busy', { spec: { scaleTargetRef: { name: 'other' } } })
  const busy = 'shop deployment/busy'

  it('is usual where nobody suffers', async () => {
    expect(causesIn(await judgedWorld(world, busy))).toEqual([])
  })

  it('is hardly the cause where a dependency fails', async () => {
    const node = { system: 'postgres', kind: 'database', name: 'orders-db' }
    const log = says(complaining('connect ECONNREFUSED orders-db:5432'))
    const around = { ...log, needs: { 'orders-db:5432': node }, answering: [node] }
    const causes = causesIn(await judgedWorld(world, busy, around))
    expect(causes.filter((each) => each.endsWith('high'))).toEqual([])
    expect(causes).toContain('cpu-starved workload deployment/busy: low')
  })
})

describe('a Helm release', () => {
  const steady = 'wares deployment/steady'
  const seconds = (ago: number) => String(Math.round(broken.at / 1000) - ago)
  const stuck = (status: string, ago: number): World => {
    const labels = { status, createdAt: seconds(ago), modifiedAt: seconds(ago) }
    const world = patched(broken, 'secrets wares/sh.helm.release.v1.stuck.v4', {
      metadata: { labels },
      data: { release: 'AAAA' },
    })
    return world
  }

  it('that was interrupted goes back to the last good revision, by its number', async () => {
    const judgement = await judgedWorld(stuck('pending-upgrade', 700), 'wares deployment/stuck', {
      helmRelease: 'stuck',
    })
    expect(causesIn(judgement)).toEqual(['helm-release-stuck release stuck: high'])
    expect(remediesIn(judgement)).toEqual(['helm --kube-context test -n wares rollback stuck 2 --wait --timeout 5m'])
  })

  it('that is deployed, or has just begun, is left alone', async () => {
    expect(causesIn(await judgedWorld(broken, steady, { helmRelease: 'steady' }))).toEqual([])
    const young = stuck('pending-upgrade', 20)
    expect(causesIn(await judgedWorld(young, 'wares deployment/stuck', { helmRelease: 'stuck' }))).toEqual([])
  })

  it('that never was well is left to a person', async () => {
    const never = stuck('pending-install', 700)
    const isOlder = (each: object) => /stuck\.v[123]$/.test(textAt(each, 'metadata', 'name') ?? '')
    const world = { ...never, objects: never.objects.filter((each) => !isOlder(each)) }
    expect(remediesIn(await judgedWorld(world, 'wares deployment/stuck', { helmRelease: 'stuck' }))).toEqual([
      expect.stringMatching(/^\(no revision of stuck is known to be good/),
    ])
  })
})

describe('rights that are missing', () => {
  const all = [
    'nodes',
    'leases',
    'kube-system/services',
    'validatingwebhookconfigurations',
    'apiservices',
    'networkpolicies',
  ]
  const more = [
    'resourcequotas',
    'limitranges',
    'horizontalpodautoscalers',
    'poddisruptionbudgets',
    'ingresses',
    'secrets',
    'endpointslices',
  ]

  it('give no cause, and are named', async () => {
    const judgement = await judgedWorld({ ...broken, forbidden: [...all, ...more] }, 'shop deployment/user-service')
    expect(judgement.causes).toEqual([])
    const unknown = judgement.answers.filter(({ answer }) => answer === 'unknown')
    expect(unknown.length).toBeGreaterThan(8)
    expect(unknown.filter(({ grant }) => grant === null)).toEqual([])
  })
})
