import { describe, expect, it } from 'vitest'
import type { InstanceFacts } from '../../src/core/look.ts'
import type { Remedy } from '../../src/core/remedy.ts'
import { remedyLine } from '../../src/core/remedy.ts'
import {
  container,
  group,
  MINUTE,
  type PodsShown,
  ready,
  revision,
  shownFacts,
} from '../checks/kubernetes/pods-shown.ts'
import { badRelease, old, rolling } from './beside-service.ts'
import { judgedFacts } from './recorded-case.ts'

const CONSUMER = 'deployment/consumer'

/** The facts of both workloads as those of one service; the second is called `consumer`, and a Service leads to the first. */
function both(web: PodsShown, consumer: PodsShown): InstanceFacts {
  const [first, second] = [shownFacts(web), shownFacts(consumer)]
  const of = (facts: InstanceFacts, id: string) => {
    const seen = facts.observations[id]
    return seen !== undefined && 'value' in seen ? JSON.parse(JSON.stringify(seen.value)) : {}
  }
  const renamed = (id: string) =>
    JSON.parse(
      JSON.stringify(of(second, id))
        .replaceAll('deployment/user-service', CONSUMER)
        .replaceAll('"name":"user-service"', '"name":"consumer"')
        .replaceAll('"app"', '"worker"')
        .replaceAll(' of app', ' of worker'),
    )
  const lists = { workloads: 'workloads', pods: 'groups', revisions: 'histories', configuration: 'objects' }
  const joined = Object.entries(lists).map(([fact, list]) => {
    const id = `kubernetes.${fact}`
    return [
      id,
      {
        at: first.observations[id]?.at ?? 0,
        value: { ...of(first, id), [list]: [...renamed(id)[list], ...of(first, id)[list]] },
      },
    ]
  })
  return { ...first, observations: { ...first.observations, ...Object.fromEntries(joined) } }
}

const judged = (web: PodsShown, consumer: PodsShown) => judgedFacts(both(web, consumer)).causes
const targets = (web: PodsShown, consumer: PodsShown) =>
  judged(web, consumer).map(({ id, target }) => `${id} ${target.id?.workload}`)
const inWords = (remedies: readonly Remedy[] = []) =>
  remedies.flatMap((remedy) => (remedy.kind === 'command' ? [remedyLine(remedy)] : []))

const lacking = (image: string): PodsShown => ({
  ...badRelease,
  groups: [
    old,
    group({
      containers: [
        container({
          state: 'waiting',
          isReady: false,
          runningMs: null,
          reason: 'ErrImagePull',
          imageFault: 'not-found',
          image,
        }),
      ],
    }),
  ],
})

describe('one release of several workloads', () => {
  it('that is bad is one cause, about the one that bears the name of the service', () => {
    const [cause, ...others] = judged(badRelease, badRelease)
    expect(others).toEqual([])
    expect(cause?.target.id).toEqual({ workload: 'deployment/user-service' })
    expect(cause?.summary).toMatch(/the same goes for deployment\/consumer$/)
    const explained = cause?.explains.map(({ evidence }) => evidence.workload)
    expect(new Set(explained)).toEqual(new Set(['deployment/user-service', CONSUMER]))
  })

  it('is taken back by one command', () => {
    expect(inWords(judged(badRelease, badRelease)[0]?.remedies)).toEqual([
      `kubectl --context test -n users rollout undo deployment/user-service ${CONSUMER} --to-revision=1`,
    ])
  })

  it('is taken back by two commands in one line where the revisions differ', () => {
    const revisions = [
      revision({ revision: 8, hash: 'new', sameAsLatest: true }),
      revision({ revision: 7, available: 3, servedMs: 600 * MINUTE }),
    ]
    expect(inWords(judged(badRelease, { ...badRelease, history: { revisions } })[0]?.remedies)).toEqual([
      `kubectl --context test -n users rollout undo deployment/user-service --to-revision=1 && kubectl --context test -n users rollout undo ${CONSUMER} --to-revision=7`,
    ])
  })

  it('is two causes where something else changed in each', () => {
    const other = { ...badRelease, history: { ...badRelease.history, changes: ['command of app'] } }
    expect(targets(badRelease, other)).toHaveLength(2)
  })

  it('is two causes where the same changed at another time', () => {
    const later = { ...badRelease, history: { ...badRelease.history, rolledOutMs: 3 * MINUTE } }
    expect(targets(badRelease, later)).toHaveLength(2)
  })

  it('of Helm is one whatever it changed', () => {
    const state = { ...rolling, manager: { by: 'helm', name: 'users' } } as const
    const other = { ...badRelease, state, history: { ...badRelease.history, changes: ['command of app'] } }
    expect(targets({ ...badRelease, state }, other)).toEqual(['bad-rollout deployment/user-service'])
  })

  it('whose image is missing is one cause for each image', () => {
    expect(targets(lacking('a:1'), lacking('a:1'))).toEqual(['image-missing deployment/user-service'])
    expect(targets(lacking('a:1'), lacking('b:1'))).toHaveLength(2)
  })

  it('is a cause of its own for the one that lacks something more particular', () => {
    expect(targets(badRelease, lacking('a:1')).toSorted()).toEqual([
      'bad-rollout deployment/user-service',
      `image-missing ${CONSUMER}`,
    ])
  })

  it('that names a Secret that is missing is one cause', () => {
    const config = { fault: 'missing-secret', object: 'secret/db', key: null } as const
    const waiting = container({ state: 'waiting', isReady: false, runningMs: null, config })
    const shown = { ...badRelease, groups: [old, group({ containers: [waiting] })] }
    expect(targets(shown, shown)).toEqual(['missing-secret-or-config deployment/user-service'])
  })

  it('is about the one that is surely hurt where the other only may be', () => {
    expect(targets({ groups: [ready(3)] }, badRelease)).toEqual([`bad-rollout ${CONSUMER}`])
  })
})
