import { describe, expect, it } from 'vitest'
import type { Release, Revision } from '../../src/facts/helm/release.ts'
import { noneReady } from '../checks/kubernetes/pod-policies.ts'
import {
  container,
  crashing,
  ended,
  event,
  group,
  MINUTE,
  type PodsShown,
  ready,
  revision,
} from '../checks/kubernetes/pods-shown.ts'
import { badRelease, concluded, databaseGone, goneRelease, instance, old, remedies, rolling } from './beside-service.ts'
import type { Beside } from './recorded-case.ts'
import { httpFacts } from './service-shown.ts'

const silent = group({ count: 3, containers: [container({ isReady: false, runningMs: 5 * MINUTE })] })

describe('a bad rollout', () => {
  it('is sure where the pods of the template before serve', () => {
    expect(concluded(badRelease)).toEqual(['bad-rollout: high'])
  })

  it('is sure where the template before served for long', () => {
    expect(concluded(goneRelease)).toEqual(['bad-rollout: high'])
  })

  it('is less sure where the rollout had been completed and nobody knows how long the one before served', () => {
    const revisions = [revision({ revision: 2, hash: 'new', sameAsLatest: true }), revision()]
    const shown = { ...goneRelease, state: noneReady, history: { revisions } }
    expect(concluded(shown)).toEqual(['bad-rollout: medium'])
  })

  it('is none where a mere restart fails', () => {
    const revisions = [revision({ revision: 2, hash: 'new', sameAsLatest: true }), revision({ sameAsLatest: true })]
    expect(concluded({ ...goneRelease, history: { revisions } })).toEqual(['service-down: medium'])
  })

  it.each([
    ['liveness', 'context deadline exceeded', crashing(3, {}, { exitCode: 137 })],
    ['readiness', 'HTTP probe failed with statuscode: 404', silent],
  ] as const)('is suspected before the %s probe, which nobody changed', (probe, message, pods) => {
    const revisions = [revision({ revision: 2, hash: 'new', sameAsLatest: true }), revision()]
    const events = [event({ probe, message })]
    const shown = { ...goneRelease, state: noneReady, history: { revisions }, groups: [pods], events }
    expect(concluded(shown)).toEqual(['bad-rollout: medium'])
  })

  it('of a process that ends by itself is no lack of processor time, although the loop of others is held up a little', () => {
    const metrics = 'nodejs_eventloop_lag_p99_seconds 0.12\nnodejs_eventloop_lag_seconds 0.1\n'
    const state = { wanted: 3, replicas: 3, updated: 3, ready: 2, available: 2, unavailableForMs: 5 * MINUTE }
    const shown: PodsShown = { state, groups: [ready(2), crashing(1)] }
    const causes = concluded(shown, { instances: [instance('http', httpFacts({ metrics }))] })
    expect(causes.filter((each) => each.startsWith('cpu-starved'))).toEqual([])
  })

  it('of a process that is not ready is hardly one, while no answer is late', () => {
    const metrics = 'nodejs_eventloop_lag_p99_seconds 0.12\nnodejs_eventloop_lag_seconds 0.1\n'
    const state = { wanted: 3, replicas: 3, updated: 3, ready: 2, available: 2, unavailableForMs: 5 * MINUTE }
    const shown: PodsShown = { state, groups: [ready(2), silent], events: [event({ probe: 'readiness' })] }
    const causes = concluded(shown, { instances: [instance('http', httpFacts({ metrics }))] })
    expect(causes.filter((each) => each.startsWith('cpu-starved'))).toEqual(['cpu-starved: medium'])
  })

  it('is none where the database is down', () => {
    const [first, ...others] = concluded(goneRelease, databaseGone)
    expect(first).toBe('database-down: high')
    expect(others.filter((each) => each.endsWith('high'))).toEqual([])
  })

  it('is to blame for what only its own pods say of the database, while those before serve', () => {
    expect(concluded(badRelease, databaseGone)).toEqual(['bad-rollout: high'])
  })
})

describe('a more particular cause wins over the rollout that brought it', () => {
  const waiting = { state: 'waiting', isReady: false, runningMs: null } as const
  const failing = (more: Parameters<typeof container>[0]) => ({
    ...badRelease,
    groups: [old, group({ containers: [container({ ...waiting, ...more })] })],
  })

  it.each([
    ['an image that is missing', 'image-missing: high', failing({ reason: 'ErrImagePull', imageFault: 'not-found' })],
    [
      'a pull right that is missing',
      'no-pull-right: high',
      failing({ reason: 'ErrImagePull', imageFault: 'unauthorized' }),
    ],
    [
      'a Secret that is missing',
      'missing-secret-or-config: high',
      failing({
        reason: 'CreateContainerConfigError',
        config: { fault: 'missing-secret', object: 'secret/db', key: null },
      }),
    ],
    [
      'a memory limit that is too low',
      'out-of-memory: high',
      { ...badRelease, groups: [old, crashing(1, {}, { reason: 'OOMKilled', exitCode: 137 })] },
    ],
    [
      'a liveness probe that was changed',
      'liveness-kills-slow-app: high',
      {
        ...badRelease,
        groups: [old, crashing(1, {}, { exitCode: 137 })],
        history: { ...badRelease.history, changes: ['liveness probe of app'] },
        events: [event({ probe: 'liveness', message: 'Liveness probe failed: context deadline exceeded' })],
      },
    ],
    [
      'a readiness probe that was changed',
      'readiness-probe-wrong: high',
      {
        ...badRelease,
        groups: [old, group({ containers: [container({ isReady: false, runningMs: 5 * MINUTE })] })],
        history: { ...badRelease.history, changes: ['readiness probe of app'] },
      },
    ],
    [
      'a migration in an init container',
      'migration-or-hook-failed: high',
      {
        ...badRelease,
        groups: [
          old,
          group({
            phase: 'Pending',
            containers: [
              container({
                ...waiting,
                name: 'migrate',
                role: 'init',
                isMain: false,
                reason: 'CrashLoopBackOff',
                ended: ended(),
              }),
            ],
          }),
        ],
      },
    ],
  ] as const)('%s', (_what, cause, shown) => {
    expect(concluded(shown)).toEqual([cause])
  })

  it('and its first remedy is to take the rollout back', () => {
    const shown = failing({ reason: 'ErrImagePull', imageFault: 'not-found' })
    expect(remedies(shown)[0]).toBe(
      'kubectl --context test -n users rollout undo deployment/user-service --to-revision=1',
    )
  })

  it('but a probe that kills new code that hangs is not to blame', () => {
    const events = [event({ probe: 'liveness', message: 'Liveness probe failed: context deadline exceeded' })]
    expect(concluded({ ...badRelease, groups: [old, crashing(1, {}, { exitCode: 137 })], events })).toEqual([
      'bad-rollout: high',
    ])
  })
})

describe('going back', () => {
  const helmRevision = (revision: number, ageMs: number, status: string, description: string): Revision => {
    const contents = { description, chart: 'users-1.0.0', appVersion: null, applyMethod: null, hooks: [], objects: [] }
    return { revision, status, label: status, ageMs, contents }
  }
  const helm = (...revisions: readonly Revision[]): Beside => {
    const release: Release = { name: 'users', driver: 'secret', revisions, drift: [], idleMs: null }
    return { instances: [instance('helm', { 'helm.release': release })] }
  }
  const byHelm = { ...badRelease, state: { ...rolling, manager: { by: 'helm', name: 'users' } } } as const
  const good = helmRevision(6, 600 * MINUTE, 'superseded', 'Upgrade complete')

  it('is left to Helm where Helm owns it, by the number of the last good revision', () => {
    const beside = helm(helmRevision(7, 10 * MINUTE, 'deployed', 'Upgrade complete'), good)
    expect(remedies(byHelm, beside)).toEqual(['helm --kube-context test -n users rollback users 6 --wait --timeout 5m'])
  })

  it('skips revisions of Helm that failed, though they are called superseded', () => {
    const failed = helmRevision(7, 30 * MINUTE, 'superseded', 'Upgrade "users" failed: timed out')
    const beside = helm(helmRevision(8, 10 * MINUTE, 'failed', 'Upgrade "users" failed'), failed, good)
    expect(remedies(byHelm, beside)[0]).toContain('rollback users 6 ')
  })

  it('applies the last revision of Helm anew where somebody else changed the pods after it', () => {
    expect(remedies(byHelm, helm(helmRevision(7, 300 * MINUTE, 'deployed', 'Upgrade complete'), good))[0]).toContain(
      'rollback users 7 ',
    )
  })

  it('is told and not typed where nobody knows the history of Helm', () => {
    expect(remedies(byHelm)[0]).toMatch(/^\(look in helm history users/)
  })

  it.each([
    ['argocd', /Argo CD application users back in Git/],
    ['flux', /Flux applies it/],
    ['operator', /its operator writes/],
  ] as const)('is left to %s where that owns it', (by, words) => {
    expect(remedies({ ...badRelease, state: { ...rolling, manager: { by, name: 'users' } } })[0]).toMatch(words)
  })
})
