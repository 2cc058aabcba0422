import { describe, expect, it } from 'vitest'
import { findings, finds, noneReady, settled, starting } from './pod-policies.ts'
import { container, crashing, ended, group, history, httpProbe, MINUTE, outline, ready } from './pods-shown.ts'

const waiting = { state: 'waiting', isReady: false, runningMs: null } as const

describe('a workload without a ready pod', () => {
  finds([
    [
      'is a symptom when its pods crash',
      ['no-ready-pods', 'crash-loop'],
      { state: noneReady, groups: [crashing(3)], history: settled },
    ],
    [
      'is a symptom when it has no pods at all',
      ['no-ready-pods'],
      { state: { ...noneReady, replicas: 0 }, groups: [] },
    ],
    ['is none while its pods are starting', [], { state: noneReady, groups: [{ ...starting, count: 3 }] }],
    ['is none where it wants none', [], { state: { wanted: 0, ready: 0, available: 0 }, groups: [] }],
    [
      'is none in the seconds in which pods are made',
      [],
      { state: { ...noneReady, unavailableForMs: 3000 }, groups: [] },
    ],
    [
      'is none while a restart with the strategy Recreate takes place',
      [],
      {
        state: { ...noneReady, strategy: 'Recreate' },
        groups: [starting, ready(3, { isReady: false, leaving: { overdueMs: -20_000, finalizers: [] } })],
      },
    ],
    [
      'is one when its pods have been starting for longer than their probes allow',
      ['no-ready-pods', 'probe-failing'],
      {
        state: noneReady,
        groups: [group({ count: 3, containers: [container({ isReady: false, runningMs: 5 * MINUTE })] })],
        history: settled,
      },
    ],
    [
      'is none while a startup probe gives it ten minutes',
      [],
      {
        state: {
          ...noneReady,
          containers: [
            outline({ probes: { liveness: null, readiness: null, startup: { ...httpProbe, failureThreshold: 60 } } }),
          ],
        },
        groups: [
          group({
            count: 3,
            oldestMs: 5 * MINUTE,
            containers: [container({ isReady: false, isStarted: false, runningMs: 5 * MINUTE })],
          }),
        ],
        history: settled,
      },
    ],
    [
      'is one though a pod is called ready between two crashes',
      ['no-ready-pods', 'crash-loop'],
      {
        state: { wanted: 1, ready: 1, available: 1 },
        groups: [ready(1, { containers: [container({ runningMs: 1000, restarts: 5, ended: ended() })] })],
        history: settled,
      },
    ],
  ])

  it('tells since when: exactly for a single pod, at most for several', () => {
    const since = (wanted: number) =>
      findings({ state: { ...noneReady, wanted }, groups: [crashing(wanted)], history: settled })[0]?.since.accuracy
    expect([since(1), since(3)]).toEqual(['exact', 'atMost'])
  })
})

describe('missing replicas', () => {
  const two = { ready: 2, available: 2 }
  finds([
    [
      'are found when a pod crashes',
      ['replicas-missing', 'crash-loop'],
      { state: two, groups: [ready(2), crashing(1)], history: settled },
    ],
    ['are not found after a scale-up, while the new pod starts', [], { state: two, groups: [ready(2), starting] }],
    [
      'are not found during a rollout',
      [],
      {
        state: { ...two, rollout: { state: 'progressing', waitsFor: 'x', progressAgoMs: 5000 } },
        groups: [ready(2, { revision: 'old' }), starting],
      },
    ],
    [
      'are not found after a scale-down',
      [],
      { state: { wanted: 2, ...two }, groups: [ready(2), ready(1, { leaving: { overdueMs: -5000, finalizers: [] } })] },
    ],
    ['are found when pods do not exist', ['replicas-missing'], { state: { ...two, replicas: 2 }, groups: [ready(2)] }],
  ])
})

describe('a rollout', () => {
  const progressing = { state: 'progressing', waitsFor: 'x', progressAgoMs: MINUTE } as const
  const old = ready(3, { revision: 'old' })
  finds([
    ['whose new pods start says nothing', [], { state: { rollout: progressing }, groups: [old, starting] }],
    [
      'whose new pods crash has failed, long before its deadline',
      ['new-pods-fail', 'crash-loop'],
      { state: { rollout: progressing }, groups: [old, crashing(1)] },
    ],
    [
      'of which one new pod is ready has not',
      ['crash-loop'],
      { state: { rollout: progressing }, groups: [old, ready(1), crashing(1)] },
    ],
    [
      'that was completed and then fell over is suspected for half an hour',
      ['no-ready-pods', 'new-pods-fail', 'crash-loop'],
      { state: { ...noneReady, rollout: { state: 'done' } }, groups: [crashing(3)] },
    ],
    [
      'of hours ago is not',
      ['no-ready-pods', 'crash-loop'],
      { state: { ...noneReady, rollout: { state: 'done' } }, groups: [crashing(3)], history: settled },
    ],
    [
      'that is the first is no rollout over anything',
      ['no-ready-pods', 'crash-loop'],
      {
        state: { ...noneReady, rollout: progressing },
        groups: [crashing(3)],
        history: { ...history(), revisions: history().revisions.slice(0, 1) },
      },
    ],
    [
      'that is paused says nothing',
      [],
      { state: { rollout: { state: 'paused' } }, groups: [ready(3, { revision: 'old' })] },
    ],
    [
      'of a StatefulSet is stuck when a new pod has not been ready for ten minutes',
      ['rollout-stuck'],
      {
        state: {
          rollout: { ...progressing, progressAgoMs: null },
          kind: 'StatefulSet',
          progressDeadlineSeconds: null,
          updateRevision: 'new',
        },
        groups: [
          ready(2, { revision: 'old' }),
          group({
            notReadyMs: { min: 11 * MINUTE, max: 11 * MINUTE },
            containers: [container({ ...waiting, reason: 'ContainerCreating' })],
          }),
        ],
        history: { revisions: [] },
      },
    ],
  ])

  it('past its deadline is critical only where nothing serves', () => {
    const rollout = { state: 'stuck', reason: 'ProgressDeadlineExceeded', message: '', ageMs: MINUTE } as const
    const severity = (ready: number) =>
      findings({ state: { rollout, ready } }).find(({ check }) => check === 'rollout-stuck')?.severity
    expect([severity(3), severity(0)]).toEqual(['warning', 'critical'])
  })
})
