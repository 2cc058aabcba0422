import { describe, expect, it } from 'vitest'
import { noneReady, settled } from '../checks/kubernetes/pod-policies.ts'
import {
  container,
  crashing,
  event,
  group,
  history,
  httpProbe,
  MINUTE,
  object,
  outline,
  type PodsShown,
  revision,
  shownFacts,
  workload,
} from '../checks/kubernetes/pods-shown.ts'
import { badRelease, concluded, databaseGone, loginRefused, old, remedies, rolling } from './beside-service.ts'
import { judgedFacts } from './recorded-case.ts'

describe('probes', () => {
  const silent = group({ count: 3, containers: [container({ isReady: false, runningMs: 5 * MINUTE })] })
  const probed = outline({ probes: { liveness: null, startup: null, readiness: { ...httpProbe, port: 9000 } } })
  const shown = (message: string, more: Partial<PodsShown> = {}): PodsShown => ({
    state: { ...noneReady, containers: [probed] },
    groups: [silent],
    history: history({ rolledOutMs: 600 * MINUTE }),
    events: [event({ probe: 'readiness', message: `Readiness probe failed: ${message}` })],
    ...more,
  })

  it.each([
    ['HTTP probe failed with statuscode: 404', 'readiness-probe-wrong: high'],
    ['Get "https://10.0.0.9": http: server gave HTTP response to HTTPS client', 'readiness-probe-wrong: high'],
    ['dial tcp 10.0.0.9:9000: connect: connection refused', 'readiness-probe-wrong: medium'],
    ['HTTP probe failed with statuscode: 503', 'service-down: medium'],
  ])('that never passed and fail with "%s": %s', (message, cause) => {
    expect(concluded(shown(message))).toEqual([cause])
  })

  it('that passed before are not wrong', () => {
    const lost = group({ count: 3, containers: [container({ isReady: false, runningMs: 60 * MINUTE })] })
    expect(concluded(shown('HTTP probe failed with statuscode: 404', { groups: [lost] }))).toEqual([
      'service-down: medium',
    ])
  })

  it('fail where the database is down, which is the cause', () => {
    expect(concluded(shown('HTTP probe failed with statuscode: 503'), databaseGone)).toEqual(['database-down: high'])
  })
})

describe('configuration', () => {
  const changed = (more: Parameters<typeof object>[0] = {}) => object({ changedMs: 6 * MINUTE, ...more })
  const use = (stale: number, how: 'environment' | 'file' = 'environment') => ({
    uses: [{ workload, containers: ['app'], how: [how], stale, running: 3 }],
  })
  const restart = {
    revisions: [
      revision({ revision: 2, hash: 'new', sameAsLatest: true }),
      revision({ sameAsLatest: true, available: 2 }),
    ],
    rolledOutMs: 5 * MINUTE,
  }

  it('that was changed before a restart fails is the cause', () => {
    const shown = { state: rolling, groups: [old, crashing(1)], history: restart, objects: [changed(use(2))] }
    expect(concluded(shown)).toEqual(['config-changed: high'])
  })

  it('that was changed before containers fell over is a likely cause', () => {
    const shown = { state: noneReady, groups: [crashing(3)], history: settled, objects: [changed(use(0, 'file'))] }
    expect(concluded(shown)).toEqual(['config-changed: medium'])
  })

  it('that no pod has read yet is no cause', () => {
    const lost = group({ count: 3, containers: [container({ isReady: false })] })
    const shown = { state: noneReady, groups: [lost], history: settled, objects: [changed(use(3))] }
    expect(concluded(shown)).toEqual(['service-down: medium'])
  })

  it('that was changed hours before is no cause', () => {
    const shown = {
      state: noneReady,
      groups: [crashing(3)],
      history: settled,
      objects: [changed({ changedMs: 300 * MINUTE, ...use(0) })],
    }
    expect(concluded(shown)).toEqual(['service-down: medium'])
  })

  it('whose digest is all that is new in the template is the cause, not the rollout', () => {
    const shown = {
      ...badRelease,
      objects: [changed(use(0))],
      history: { ...badRelease.history, rolledOutMs: 5 * MINUTE, changes: ['annotation checksum/config'] },
    }
    expect(concluded(shown)).toEqual(['config-changed: high'])
  })

  it('that was changed and hurts nobody is no cause', () => {
    expect(concluded({ objects: [changed(use(2))] })).toEqual([])
    expect(concluded({ objects: [changed({ object: 'secret/db', ...use(2) })] })).toEqual([])
  })

  const secret = changed({ object: 'secret/db', ...use(3) })
  it('a Secret that was rotated while its pods use the old one is the cause of refused logins', () => {
    expect(concluded({ objects: [secret] }, loginRefused)).toEqual(['secret-rotated-not-rolled: high'])
    expect(remedies({ objects: [secret] }, loginRefused)).toEqual([
      'kubectl --context test -n users rollout restart deployment/user-service',
    ])
  })

  it('logins that are refused though the pods read the Secret are the database’s cause', () => {
    expect(
      concluded({ objects: [changed({ object: 'secret/db', changedMs: 600 * MINUTE, ...use(0) })] }, loginRefused),
    ).toEqual(['database-refuses-password: high'])
  })

  it('a Secret that is gone while the pods still run is told before it hurts', () => {
    expect(concluded({ objects: [object({ object: 'secret/db', exists: false, missingKeys: null })] })).toEqual([
      'missing-secret-or-config: medium',
    ])
  })
})

describe('a database that is down', () => {
  const settledPods = { state: noneReady, history: settled }

  it('is why services that need it crash', () => {
    expect(concluded({ ...settledPods, groups: [crashing(3)] }, databaseGone)).toEqual(['database-down: high'])
  })

  it('is not why they lack memory or an image', () => {
    const lacking = container({ state: 'waiting', isReady: false, runningMs: null, imageFault: 'not-found' })
    const groups = [group({ count: 3, phase: 'Pending', containers: [lacking] })]
    const { causes } = judgedFacts(shownFacts({ ...settledPods, groups }), databaseGone)
    const explains = (id: string) => causes.find((cause) => cause.id === id)?.explains.map(({ check }) => check)
    expect(explains('image-missing')).toContain('kubernetes.no-ready-pods')
    expect(explains('database-down')).not.toContain('kubernetes.no-ready-pods')
    const killed = { ...settledPods, groups: [crashing(3, {}, { reason: 'OOMKilled', exitCode: 137 })] }
    expect(concluded(killed, databaseGone)).toContain('out-of-memory: high')
  })
})
