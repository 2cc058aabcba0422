import { describe, expect, it } from 'vitest'
import type { InstanceFacts } from '../../src/core/look.ts'
import type { Target } from '../../src/core/target.ts'
import type { ServiceView } from '../../src/facts/kubernetes/network.ts'
import type { Traces } from '../../src/facts/kubernetes/traces.ts'
import { look } from '../checks/kafka/looks.ts'
import { crashing, group, type PodsShown, shownFacts, workload } from '../checks/kubernetes/pods-shown.ts'
import { recordedAt } from '../facts/kubernetes/recorded.ts'
import { type Beside, inWords, judgedFacts, remediesIn } from './recorded-case.ts'

const away = { wanted: 0, replicas: 0, updated: 0, ready: 0, available: 0 }
const byHand: Traces['workloads'][number]['writers'] = [{ manager: 'kubectl', agoMs: null, subresource: 'scale' }]
const step = { workload, set: 'user-service-1', from: 3, to: 0, agoMs: 60_000 }

const kubeService: ServiceView = {
  ...{
    name: 'user-service',
    headless: false,
    selector: {},
    relation: 'selects',
    workloads: ['user-service'],
    ports: [],
  },
  ...{ readyPods: 0, readyForMs: null, wanted: 0, endpoints: { seen: { ready: 0, notReady: 0 } } },
  ...{ changedAgoMs: 600_000, changedBy: null, manager: { by: 'nobody', name: null } },
}

interface Scaled {
  readonly writers?: Traces['workloads'][number]['writers']
  readonly steps?: readonly (typeof step)[]
  /** No Service leads to it. */
  readonly unserved?: boolean
  readonly shown?: PodsShown
}

function facts({
  writers = byHand,
  steps = [step],
  unserved = false,
  shown = { state: away, groups: [] },
}: Scaled): InstanceFacts {
  const base = shownFacts(shown)
  const services = unserved ? [] : [kubeService]
  const wanted = shown.state?.wanted ?? 3
  const values = {
    'kubernetes.traces': { workloads: [{ workload, wanted, writers, reason: null }], steps: { seen: steps } },
    'kubernetes.network': { services, workloads: [], ingresses: { seen: [] } },
  }
  const more = Object.entries(values).map(([id, value]) => [id, { at: recordedAt, value }])
  return { ...base, observations: { ...base.observations, ...Object.fromEntries(more) } }
}

const causes = (scaled: Scaled) => inWords(judgedFacts(facts(scaled))).filter((each) => each.startsWith('scaled'))

describe('a service that somebody scaled to nothing', () => {
  it('is told, and is started again with as many pods as it had', () => {
    expect(causes({})).toEqual(['scaled-to-zero: high'])
    expect(remediesIn(judgedFacts(facts({})))).toContain(
      'kubectl --context test -n users scale deployment/user-service --replicas=3',
    )
  })

  it('is told where an autoscaler stands aside', () => {
    const writers = [{ manager: 'kube-controller-manager', agoMs: null, subresource: 'scale' }]
    expect(causes({ writers })).toEqual(['scaled-to-zero: high'])
  })

  it('is likely where nobody knows since when, and nobody misses it', () => {
    expect(causes({ steps: [] })).toEqual(['scaled-to-zero: medium'])
  })

  it.each<[string, Scaled]>([
    ['has pods again', { steps: [{ ...step, from: 0, to: 3, agoMs: 30_000 }, step], shown: { groups: [group()] } }],
    ['is wanted, and has none yet', { shown: { state: { ...away, wanted: 3 }, groups: [] } }],
    ['came without pods', { writers: [], steps: [] }],
    ['is started when it is needed', { writers: [{ manager: 'keda', agoMs: null, subresource: 'scale' }] }],
    ['has no callers', { unserved: true }],
  ])('is none where it %s', (_where, scaled) => {
    expect(causes(scaled)).toEqual([])
  })
})

describe('a group that nobody consumes for', () => {
  const kafka: Target = { system: 'kafka', kind: 'cluster', name: 'users-events' }
  const group = { state: 'Empty', members: [], configured: true } as const
  const at = (seconds: number, end: number): InstanceFacts => {
    const [seen] = look({ group, rows: [[100, end]] }, seconds).instances
    return {
      system: 'kafka',
      target: kafka,
      vantage: 'operator',
      identity: 'id',
      observations: seen?.observations ?? {},
    }
  }
  const beside: Beside = {
    instances: [at(10, 400)],
    before: { at: recordedAt - 10_000, instances: [at(0, 200)] },
    needs: { 'kafka:9092': kafka },
  }
  const judged = (scaled: Scaled) => judgedFacts(facts({ unserved: true, ...scaled }), beside)

  it('because somebody scaled the consumers to nothing is helped by scaling them back', () => {
    expect(inWords(judged({}))).toEqual(['consumers-gone: high'])
    expect(remediesIn(judged({}))).toEqual([
      'kubectl --context test -n users scale deployment/user-service --replicas=3',
    ])
  })

  it('though its pods run is a trouble of its own', () => {
    expect(inWords(judged({ writers: [], steps: [], shown: {} }))).toEqual(['consumers-gone: high'])
  })

  it('because its pods cannot run is their trouble', () => {
    const shown = { state: { ready: 0, available: 0 }, groups: [crashing(3)] }
    expect(inWords(judged({ writers: [], steps: [], shown }))).not.toContain('consumers-gone: high')
  })
})
