import { describe, expect, it } from 'vitest'
import { judge } from '../../src/core/judge.ts'
import { Topology } from '../../src/core/topology.ts'
import type { Revision } from '../../src/facts/helm/release.ts'
import type { MisfitKind } from '../../src/facts/kubernetes/scheduling.ts'
import { rules } from '../../src/rules.ts'
import {
  container,
  event,
  group,
  job,
  MINUTE,
  type PodsShown,
  ready,
  shownFacts,
} from '../checks/kubernetes/pods-shown.ts'
import { recordedAt } from '../facts/kubernetes/recorded.ts'
import { concluded, instance, rolling } from './beside-service.ts'
import type { Beside } from './recorded-case.ts'

const helm = (status: string, ageMs: number): Beside => {
  const contents = {
    description: '',
    chart: 'users-1.0.0',
    appVersion: null,
    applyMethod: null,
    hooks: [],
    objects: [],
  }
  const newest: Revision = { revision: 7, status, label: status, ageMs, contents }
  return {
    instances: [
      instance('helm', {
        'helm.release': { name: 'users', driver: 'secret', revisions: [newest], drift: [], idleMs: null },
      }),
    ],
  }
}

describe('a hook that failed', () => {
  const shown: PodsShown = { jobs: { jobs: [job({ ageMs: 6 * MINUTE, endedMs: 5 * MINUTE })] } }

  it('is the cause while its revision is the newest', () => {
    expect(concluded(shown, helm('failed', 5 * MINUTE))[0]).toBe('migration-or-hook-failed: high')
  })

  it('is history once a later revision is deployed', () => {
    expect(concluded(shown, helm('deployed', 2 * MINUTE))).toEqual([])
  })

  it('is not history because an earlier one was', () => {
    expect(concluded(shown, helm('deployed', 60 * MINUTE))).toEqual(['migration-or-hook-failed: high'])
  })

  it('is a likely cause where nobody may read the history and nobody suffers', () => {
    expect(concluded(shown)).toEqual(['migration-or-hook-failed: medium'])
  })
})

const found = (shown: PodsShown, check: string) => {
  const facts = shownFacts(shown)
  const topology = new Topology([{ target: facts.target, dependsOn: [], handles: {}, addresses: [] }])
  const { findings } = judge(
    { look: { at: recordedAt, instances: [facts] }, services: [], topology, params: {} },
    rules,
  )
  return findings.filter((each) => each.check === `kubernetes.${check}`).map(({ summary }) => summary)
}

describe('pods that may not be created', () => {
  const message = 'exceeded quota: team, requested: pods=1, used: pods=1, limited: pods=1'
  const events = [event({ reason: 'FailedCreate', message, creation: { fault: 'quota', by: 'team' } })]

  it('are none of a Deployment that does not say so, whatever the events remember', () => {
    expect(found({ state: rolling, events }, 'create-forbidden')).toEqual([])
    expect(found({ state: { ...rolling, refused: { message, ageMs: MINUTE } } }, 'create-forbidden')).toHaveLength(1)
  })

  it('are told by the events of whatever else makes pods', () => {
    expect(found({ state: { ...rolling, kind: 'StatefulSet' }, events }, 'create-forbidden')).toHaveLength(1)
  })
})

describe('pods that no node takes', () => {
  const waiting = (kinds: readonly MisfitKind[], ageMs: number): PodsShown => {
    const counts = kinds.map((kind) => ({ nodes: 1, kind, text: kind }))
    const unscheduled = { reason: 'Unschedulable', message: '', ageMs, nodes: 1, counts }
    const containers = [container({ state: 'unknown', isReady: false, runningMs: null })]
    return { state: rolling, groups: [ready(3), group({ phase: 'Pending', nodes: [], unscheduled, containers })] }
  }

  it.each<[readonly MisfitKind[], number, number]>([
    [['affinity'], 2, 1],
    [['affinity', 'taint'], 2, 1],
    [['affinity', 'insufficient'], 2, 0],
    [['insufficient'], 9, 0],
    [['insufficient'], 10, 1],
    [[], 9, 0],
  ])('for %j: after %i s %i', (kinds, seconds, findings) => {
    expect(found(waiting(kinds, seconds * 1000), 'unschedulable')).toHaveLength(findings)
  })
})

describe('a claim without a volume', () => {
  const claims = [
    {
      claim: 'avatars',
      workload: 'deployment/user-service',
      phase: 'Pending',
      storageClass: 'fast',
      volume: null,
      requestedBytes: 1,
      accessModes: [],
      ageMs: 4000,
      pods: 1,
      running: 0,
    },
  ]
  const said = (message: string, name = 'avatars') => [
    event({ reason: 'ProvisioningFailed', about: 'persistentvolumeclaim', names: [name], message }),
  ]
  const noClass = 'storageclass.storage.k8s.io "fast" not found'

  it.each([
    ['has time to get one', [], 0],
    ['gets none of a storage class that does not exist', said(noClass), 1],
    ['may get one where another claim gets none', said(noClass, 'logs'), 0],
    ['may get one after a failure', said('rpc error: code = Unavailable'), 0],
  ])('%s', (_policy, events, findings) => {
    expect(found({ claims, events }, 'claim-unbound')).toHaveLength(findings)
  })
})
