import { describe, expect, it } from 'vitest'
import { findings, finds, noneReady, settled } from './pod-policies.ts'
import { container, crashing, ended, event, group, job, MINUTE, object, ready, workload } from './pods-shown.ts'

const waiting = { state: 'waiting', isReady: false, runningMs: null } as const

describe('a container that restarted', () => {
  const running = (more: Parameters<typeof container>[0]) => ({
    groups: [ready(3, { containers: [container(more)] })],
    history: settled,
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
    const shown = { state: noneReady, groups: [crashing(3, {}, { reason: 'OOMKilled', exitCode })], history: settled }
    const found = findings(shown).find(({ check }) => check === 'oom-killed')
    expect(found).toMatchObject({ severity, evidence: { isItself } })
  })

  it('with exit code 137 and a failed liveness probe was killed by the probe, not for memory', () => {
    const events = [event({ probe: 'liveness', message: 'Liveness probe failed: timeout' })]
    const shown = { state: noneReady, groups: [crashing(3, {}, { exitCode: 137 })], events, history: settled }
    expect(findings(shown).map(({ check }) => check)).toEqual(['no-ready-pods', 'crash-loop', 'liveness-kills'])
  })

  it('is not killed by a probe whose failure was said before it ran well', () => {
    const events = [event({ probe: 'liveness', lastMs: 5 * MINUTE })]
    const well = container({ restarts: 2, runningMs: 5 * MINUTE, ended: ended({ exitCode: 137, ranMs: 30_000 }) })
    expect(findings({ groups: [ready(3, { containers: [well] })], events, history: settled })).toEqual([])
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
    const crash = findings({ state: { wanted: 5000, ready: 4000 }, groups, history: settled }).filter(
      ({ check }) => check === 'crash-loop',
    )
    expect(crash.map(({ summary }) => summary)).toEqual([
      '1000 of 5000 pods of deployment/user-service: crash loop, exit code 1 after 2 s, 4 restarts',
    ])
  })
})
