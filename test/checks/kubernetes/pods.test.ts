import { describe, expect, it } from 'vitest'
import { kubernetesChecks } from '../../../src/checks/kubernetes/index.ts'
import type { FindingDraft } from '../../../src/core/finding.ts'
import {
  container,
  crashing,
  ended,
  event,
  group,
  history,
  httpProbe,
  job,
  MINUTE,
  object,
  outline,
  type PodsShown,
  ready,
  shownFacts,
  workload,
} from './pods-shown.ts'

function findings(shown: PodsShown): readonly (FindingDraft & { readonly check: string })[] {
  const facts = shownFacts(shown)
  return kubernetesChecks.flatMap((check) => {
    const { findings } = check.ask(facts, undefined, {})
    return findings.map((finding) => ({ ...finding, check: check.id.replace('kubernetes.', '') }))
  })
}

/** One policy: what is found of what is shown. */
type Row = readonly [policy: string, checks: readonly string[], shown: PodsShown]

function finds(rows: readonly Row[]): void {
  for (const [policy, checks, shown] of rows) {
    it(policy, () => expect(findings(shown).map(({ check }) => check)).toEqual(checks))
  }
}

const fresh = { oldestMs: 20_000, youngestMs: 20_000, notReadyMs: { min: 20_000, max: 20_000 } }
const starting = group({ ...fresh, containers: [container({ isReady: false, runningMs: 15_000 })] })
const noneReady = { ready: 0, available: 0, unavailableForMs: 2 * MINUTE }
const waiting = { state: 'waiting', isReady: false, runningMs: null } as const
const done = history({ rolledOutMs: 600 * MINUTE })

describe('a workload without a ready pod', () => {
  finds([
    [
      'is a symptom when its pods crash',
      ['no-ready-pods', 'crash-loop'],
      { state: noneReady, groups: [crashing(3)], history: done },
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
        history: done,
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
        history: done,
      },
    ],
    [
      'is one though a pod is called ready between two crashes',
      ['no-ready-pods', 'crash-loop'],
      {
        state: { wanted: 1, ready: 1, available: 1 },
        groups: [ready(1, { containers: [container({ runningMs: 1000, restarts: 5, ended: ended() })] })],
        history: done,
      },
    ],
  ])

  it('tells since when: exactly for a single pod, at most for several', () => {
    const since = (wanted: number) =>
      findings({ state: { ...noneReady, wanted }, groups: [crashing(wanted)], history: done })[0]?.since.accuracy
    expect([since(1), since(3)]).toEqual(['exact', 'atMost'])
  })
})

describe('missing replicas', () => {
  const two = { ready: 2, available: 2 }
  finds([
    [
      'are found when a pod crashes',
      ['replicas-missing', 'crash-loop'],
      { state: two, groups: [ready(2), crashing(1)], history: done },
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

describe('a container that restarted', () => {
  const running = (more: Parameters<typeof container>[0]) => ({
    groups: [ready(3, { containers: [container(more)] })],
    history: done,
  })
  finds([
    [
      'has recovered when it runs for longer than before',
      [],
      running({ runningMs: 60_000, restarts: 5, ended: ended() }),
    ],
    [
      'crash-loops while it has not',
      ['no-ready-pods', 'crash-loop'],
      running({ runningMs: 3000, restarts: 5, ended: ended() }),
    ],
    ['once is no loop', [], running({ runningMs: 3000, restarts: 1, ended: ended() })],
    [
      'every half hour climbs',
      ['restarts-climbing'],
      running({ runningMs: 5 * MINUTE, restarts: 4, ended: ended({ ranMs: 30 * MINUTE, endedMs: 5 * MINUTE }) }),
    ],
    [
      'yesterday is forgotten',
      [],
      running({ runningMs: 1400 * MINUTE, restarts: 4, ended: ended({ endedMs: 1400 * MINUTE }) }),
    ],
    [
      'for memory five minutes ago is told',
      ['oom-killed'],
      running({
        runningMs: 5 * MINUTE,
        restarts: 1,
        ended: ended({ reason: 'OOMKilled', exitCode: 137, ranMs: 300 * MINUTE, endedMs: 5 * MINUTE }),
      }),
    ],
    [
      'for memory an hour ago, and runs well since, is not',
      [],
      running({
        runningMs: 50 * MINUTE,
        restarts: 1,
        ended: ended({ reason: 'OOMKilled', exitCode: 137, ranMs: 300 * MINUTE, endedMs: 50 * MINUTE }),
      }),
    ],
  ])

  it.each([
    [137, true, 'critical'],
    [0, false, 'warning'],
    [143, false, 'warning'],
  ])('with exit code %i and the reason OOMKilled was killed itself: %s', (exitCode, isItself, severity) => {
    const shown = { state: noneReady, groups: [crashing(3, {}, { reason: 'OOMKilled', exitCode })], history: done }
    const found = findings(shown).find(({ check }) => check === 'oom-killed')
    expect(found).toMatchObject({ severity, evidence: { isItself } })
  })

  it('with exit code 137 and a failed liveness probe was killed by the probe, not for memory', () => {
    const events = [event({ probe: 'liveness', message: 'Liveness probe failed: timeout' })]
    const shown = { state: noneReady, groups: [crashing(3, {}, { exitCode: 137 })], events, history: done }
    expect(findings(shown).map(({ check }) => check)).toEqual(['no-ready-pods', 'crash-loop', 'liveness-kills'])
  })

  it('is not killed by a probe whose failure was said before it ran well', () => {
    const events = [event({ probe: 'liveness', lastMs: 5 * MINUTE })]
    const well = container({ restarts: 2, runningMs: 5 * MINUTE, ended: ended({ exitCode: 137, ranMs: 30_000 }) })
    expect(findings({ groups: [ready(3, { containers: [well] })], events, history: done })).toEqual([])
  })
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
      { state: { ...noneReady, rollout: { state: 'done' } }, groups: [crashing(3)], history: done },
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

describe('what lies around', () => {
  const gone = { phase: 'Failed', reason: 'Evicted', message: 'The node was low on resource: memory.', containers: [] }
  finds([
    [
      'an evicted pod of long ago says nothing',
      [],
      { groups: [ready(3), group({ ...gone, count: 9, notReadyMs: { min: 600 * MINUTE, max: 900 * MINUTE } })] },
    ],
    ['an evicted pod that was replaced says nothing', [], { groups: [ready(3), group(gone)] }],
    [
      'an evicted pod that is missed is told',
      ['replicas-missing', 'evicted'],
      { state: { ready: 2 }, groups: [ready(2), group(gone)] },
    ],
    [
      'a pod in its grace says nothing',
      [],
      { groups: [ready(3), group({ leaving: { overdueMs: -10_000, finalizers: [] } })] },
    ],
    [
      'a failed hook of last week says nothing',
      [],
      { jobs: { jobs: [job({ ageMs: 10_000 * MINUTE, endedMs: 10_000 * MINUTE })] } },
    ],
    ['a failed job that is no hook says nothing', [], { jobs: { jobs: [job({ hook: null })] } }],
    [
      'a hook after the rollout that failed is told, though the rollout was before',
      ['job-failed'],
      { jobs: { jobs: [job({ hook: 'post-upgrade', endedMs: 5 * MINUTE })] } },
    ],
    [
      'a hook that cannot start is told before it fails',
      ['job-failed'],
      {
        jobs: {
          jobs: [
            job({
              state: 'running',
              reason: null,
              endedMs: null,
              ageMs: 2 * MINUTE,
              pods: [group({ containers: [container({ ...waiting, imageFault: 'not-found' })] })],
            }),
          ],
        },
      },
    ],
  ])
})

describe('configuration that changed', () => {
  const stale = object({
    changedMs: MINUTE,
    uses: [{ workload, containers: ['app'], how: ['environment'], stale: 2, running: 3 }],
  })
  const progressing = { state: 'progressing', waitsFor: 'x', progressAgoMs: 5000 } as const
  finds([
    ['is told while pods still run with what was before', ['config-changed-after-start'], { objects: [stale] }],
    ['is not told while a rollout replaces these pods', [], { objects: [stale], state: { rollout: progressing } }],
    [
      'is not missed where the reference is optional',
      [],
      { objects: [object({ exists: false, optional: true, missingKeys: null })] },
    ],
    ['is missed where it is not', ['missing-reference'], { objects: [object({ exists: false, missingKeys: null })] }],
  ])
})

describe('pods of a service of thousands', () => {
  it('are one finding a container and reason', () => {
    const groups = [ready(4000), crashing(600), crashing(400, { revision: 'old' })]
    const crash = findings({ state: { wanted: 5000, ready: 4000 }, groups, history: done }).filter(
      ({ check }) => check === 'crash-loop',
    )
    expect(crash.map(({ summary }) => summary)).toEqual([
      '1000 of 5000 pods of deployment/user-service: crash loop, exit code 1 after 2 s, 4 restarts',
    ])
  })
})
