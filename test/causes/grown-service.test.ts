import { describe, expect, it } from 'vitest'
import type { Target } from '../../src/core/target.ts'
import type { AutoscalerState } from '../../src/facts/kubernetes/autoscaling.ts'
import type { Traces } from '../../src/facts/kubernetes/traces.ts'
import { MINUTE, shownFacts } from '../checks/kubernetes/pods-shown.ts'
import { recordedAt } from '../facts/kubernetes/recorded.ts'
import { instance } from './beside-service.ts'
import { type Beside, inWords, judgedFacts, remediesIn } from './recorded-case.ts'
import { complaining, httpFacts } from './service-shown.ts'

const workload = 'deployment/user-service'
const database: Target = { system: 'postgres', kind: 'database', name: 'users-db' }
const full = { kind: 'full', reason: 'sorry, too many clients already' } as const
const scaler = { name: 'user-service', workload, min: 6, max: 6, current: 6, metrics: [], limited: null, rivals: [] }

/** A database that lets nobody in any more, beside a service whose pods became more so long ago. */
function judged(agoMs: number | null, scalers: readonly Partial<AutoscalerState>[] = []) {
  const step = { workload, set: 'user-service-1', from: 2, to: 6, agoMs: agoMs ?? 0 }
  const traces: Traces = {
    workloads: [{ workload, wanted: 6, writers: [], reason: null }],
    steps: { seen: agoMs === null ? [] : [step] },
  }
  const facts = shownFacts({ state: { wanted: 6, replicas: 6, updated: 6, ready: 6, available: 6 } })
  const shown = {
    'kubernetes.traces': traces,
    'kubernetes.autoscaling': { autoscalers: { seen: scalers }, budgets: { seen: [] } },
  }
  const more = Object.entries(shown).map(([id, value]) => [id, { at: recordedAt, value }])
  const observations = { ...facts.observations, ...Object.fromEntries(more) }
  const beside: Beside = {
    needs: { 'users-db:5432': database },
    instances: [
      instance('http', httpFacts({ log: complaining('sorry, too many clients already') })),
      { ...instance('postgres', {}, database), unconnected: full },
    ],
  }
  return judgedFacts({ ...facts, observations }, beside)
}

describe('connections that ran out', () => {
  it('after a service was scaled up are given back by scaling it back', () => {
    const conclusion = judged(2 * MINUTE)
    expect(inWords(conclusion)).toEqual(['connections-exhausted: medium'])
    expect(conclusion.causes[0]?.because.map(({ text }) => text)).toContain(
      'deployment/user-service was scaled from 2 to 6 pods 2 min before',
    )
    expect(remediesIn(conclusion)[0]).toBe('kubectl --context test -n users scale deployment/user-service --replicas=2')
  })

  it('are given back by telling the autoscaler, where one decides', () => {
    expect(remediesIn(judged(2 * MINUTE, [scaler]))[0]).toBe(
      `kubectl --context test -n users patch hpa user-service --type merge -p '{"spec":{"minReplicas":2,"maxReplicas":2}}'`,
    )
  })

  it.each([
    ['long after it', 40 * MINUTE],
    ['without it', null],
  ])('%s are not its fault', (_when, agoMs) => {
    expect(remediesIn(judged(agoMs)).join()).not.toContain('scale')
  })
})
