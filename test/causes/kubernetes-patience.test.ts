import { describe, expect, it } from 'vitest'
import {
  container,
  crashing,
  event,
  group,
  history,
  httpProbe,
  outline,
  type PodsShown,
  ready,
} from '../checks/kubernetes/pods-shown.ts'
import { badRelease, concluded, rolling } from './beside-service.ts'

describe('new pods that are not ready yet', () => {
  const oldPods = (readyInMs: number | null) => ready(3, { revision: 'old', readyInMs })
  const young = (seconds: number) =>
    group({
      ...{ youngestMs: seconds * 1000 + 1000, oldestMs: seconds * 1000 + 1000 },
      containers: [container({ isReady: false, runningMs: seconds * 1000 })],
    })
  const shown = (readyInMs: number | null, seconds: number, more: PodsShown = {}) => ({
    ...badRelease,
    groups: [oldPods(readyInMs), young(seconds)],
    ...more,
  })

  it('only start while they need no longer than those before needed', () => {
    expect(concluded(shown(4000, 14))).toEqual([])
    expect(concluded(shown(20_000, 40))).toEqual([])
  })

  it('are a bad rollout when they take more than twice as long', () => {
    expect(concluded(shown(4000, 16))).toEqual(['bad-rollout: high'])
  })

  it('are given a minute where nobody knows how long a start takes', () => {
    expect(concluded(shown(null, 50))).toEqual([])
    expect(concluded(shown(null, 70))).toEqual(['bad-rollout: high'])
  })

  it('are given what their startup probe grants', () => {
    const startup = { ...httpProbe, failureThreshold: 30 }
    const containers = [outline({ probes: { liveness: null, readiness: null, startup } })]
    expect(concluded(shown(4000, 50, { state: { ...rolling, containers } }))).toEqual([])
  })

  const said = [
    event({ probe: 'readiness', message: 'Readiness probe failed: HTTP probe failed with statuscode: 404' }),
  ]
  const probed = (changes: readonly string[], events = said) =>
    shown(4000, 10, { history: history({ ...badRelease.history, changes }), events })

  it('are known to be asked wrongly at once where the rollout changed their probe', () => {
    expect(concluded(probed(['readiness probe of app']))).toEqual(['readiness-probe-wrong: high'])
  })

  it.each([
    ['where it changed something else', probed(['image of app: a -> b'])],
    [
      'where they do not listen yet',
      probed(['readiness probe of app'], [event({ probe: 'readiness', message: 'connection refused' })]),
    ],
    [
      'after one such answer',
      probed(
        ['readiness probe of app'],
        said.map((each) => ({ ...each, count: 1 })),
      ),
    ],
    [
      'where pods before were asked',
      probed(
        ['readiness probe of app'],
        said.map((each) => ({ ...each, names: ['gone'] })),
      ),
    ],
  ])('are not %s', (_where, shownThen) => {
    expect(concluded(shownThen)).toEqual([])
  })

  it('that crash do not wait for anything', () => {
    expect(concluded({ ...badRelease, groups: [oldPods(60_000), crashing(1)] })).toEqual(['bad-rollout: high'])
  })
})
