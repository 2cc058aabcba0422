import { describe, expect, it } from 'vitest'
import { historyOf, isOfRevision, type Kept, refugeOf } from '../../../src/facts/kubernetes/history.ts'
import { managerOf } from '../../../src/facts/kubernetes/manager.ts'
import { readPodTemplate } from '../../../src/facts/kubernetes/objects/pod-template.ts'
import { deployments, statefulSets, type Workload } from '../../../src/facts/kubernetes/objects/workload.ts'
import { revisions } from '../../../src/facts/kubernetes/revisions.ts'
import { rolloutOf } from '../../../src/facts/kubernetes/rollout.ts'
import { templateChanges } from '../../../src/facts/kubernetes/template-changes.ts'
import { recorded, recordedAt, recordedService } from './recorded.ts'

const MINUTE = 60_000
const healthy = deployments.read(recorded('deployments', 'team-sick', 'good'), recordedAt)
const progressing = (reason: string, status: 'True' | 'False' = 'True') => ({
  conditions: [{ type: 'Progressing', status, reason, message: '', updatedAgoMs: 5000, changedAgoMs: 9000 }],
})
const rolling = progressing('ReplicaSetUpdated')

describe('a rollout, by the logic of kubectl rollout status', () => {
  const rows: readonly (readonly [policy: string, state: string, more: Partial<Workload>])[] = [
    ['that is complete', 'done', {}],
    ['whose latest template nobody has looked at', 'unobserved', { generation: 9, observedGeneration: 8 }],
    ['that lacks new pods', 'progressing', { ...rolling, updated: 1 }],
    ['whose old pods are still there', 'progressing', { ...rolling, replicas: 3 }],
    ['whose new pods are not available', 'progressing', { ...rolling, available: 1 }],
    ['past its deadline', 'stuck', progressing('ProgressDeadlineExceeded', 'False')],
    ['that was complete before its pods failed', 'done', { available: 0, ready: 0 }],
    ['that was complete before a scale-up', 'done', { wanted: 9 }],
    ['that is paused', 'paused', { ...rolling, paused: true, updated: 0 }],
    ['that waits for somebody to delete pods', 'manual', { strategy: 'OnDelete', updated: 0 }],
  ]
  it.each(rows)('%s is %s', (_policy, state, more) => {
    expect(rolloutOf({ ...healthy, ...more }).state).toBe(state)
  })

  it('says what it waits for, and since when it has not moved', () => {
    expect(rolloutOf({ ...healthy, ...rolling, updated: 1 })).toEqual({
      ...{ state: 'progressing', waitsFor: '1 of 2 new pods exist', progressAgoMs: 5000 },
    })
  })

  const set = statefulSets.read(recorded('statefulsets', 'team-sick', 'db'), recordedAt)
  it.each([
    ['with the same revision on all pods', 'done', {}],
    ['with two revisions', 'progressing', { updateRevision: 'db-2' }],
    ['whose partition is reached', 'done', { updateRevision: 'db-2', partition: 1, updated: 1 }],
    ['whose partition is not', 'progressing', { updateRevision: 'db-2', partition: 1, updated: 0 }],
    ['that is not ready but not rolled out', 'done', { ready: 0 }],
  ])('of a StatefulSet %s is %s', (_policy, state, more) => {
    expect(rolloutOf({ ...set, ...more }).state).toBe(state)
  })

  it.each([
    [3, 'done'],
    [1, 'progressing'],
  ])('of a DaemonSet with %i of 3 pods of the new template is %s', (updated, state) => {
    expect(rolloutOf({ ...healthy, kind: 'DaemonSet', wanted: 3, updated }).state).toBe(state)
  })
})

const template = (image: string) => readPodTemplate({ spec: { containers: [{ name: 'app', image }] } })

function kept(revision: number, ageMinutes: number, image: string, more: Partial<Kept> = {}): Kept {
  const hash = `hash-${revision}`
  const createdAgoMs = ageMinutes * MINUTE
  return {
    revision,
    hash,
    createdAgoMs,
    wanted: 0,
    available: 0,
    template: template(image),
    wasLatestBefore: false,
    ...more,
  }
}

const noTraces = { progressMs: null, oldestPodMs: null }

describe('the history of a workload', () => {
  const plain = [kept(1, 600, 'a:1'), kept(2, 60, 'a:2'), kept(3, 5, 'a:3')]

  it('tells when the latest template came, and how long those before it served', () => {
    const history = historyOf('deployment/x', plain, noTraces)
    expect(history?.rolledOutMs).toBe(5 * MINUTE)
    expect(history?.revisions.map(({ revision, servedMs }) => [revision, servedMs])).toEqual([
      [3, 5 * MINUTE],
      [2, 55 * MINUTE],
      [1, 540 * MINUTE],
    ])
    expect(history?.changes).toEqual(['image of app: a:2 -> a:3'])
  })

  it('compares a restart with the template before it that was different', () => {
    const history = historyOf('deployment/x', [kept(1, 600, 'a:1'), kept(2, 60, 'a:2'), kept(3, 5, 'a:2')], noTraces)
    expect(history?.changes).toEqual(['image of app: a:1 -> a:2'])
    expect(history?.revisions.map(({ sameAsLatest }) => sameAsLatest)).toEqual([true, true, false])
  })

  const undone = [kept(2, 60, 'a:2'), kept(3, 600, 'a:1', { wasLatestBefore: true })]
  it.each([
    ['by the oldest of its pods', { progressMs: 4 * MINUTE, oldestPodMs: 5 * MINUTE }, 5],
    [
      'by the end of the rollout where the pods were replaced later',
      { progressMs: 50 * MINUTE, oldestPodMs: 2 * MINUTE },
      50,
    ],
  ])('tells when a roll back took an old template again, %s', (_how, traces, minutes) => {
    expect(historyOf('deployment/x', undone, traces)?.rolledOutMs).toBe(minutes * MINUTE)
  })

  it('does not know it where nothing tells', () => {
    expect(historyOf('deployment/x', undone, noTraces)?.rolledOutMs).toBeNull()
  })

  it('sees a roll back by the ages alone', () => {
    const reused = [kept(2, 60, 'a:2'), kept(3, 600, 'a:1')]
    expect(historyOf('statefulset/x', reused, { progressMs: null, oldestPodMs: 7 * MINUTE })?.rolledOutMs).toBe(
      7 * MINUTE,
    )
  })

  it.each([
    [
      'whose pods are there',
      [kept(1, 600, 'a:1', { available: 3 }), kept(2, 20, 'a:2'), kept(3, 5, 'a:3')],
      1,
      'available',
    ],
    ['that served for long', [kept(1, 600, 'a:1'), kept(2, 6, 'a:2'), kept(3, 5, 'a:3')], 1, 'served'],
    ['before, where none has a proof', [kept(2, 6, 'a:2'), kept(3, 5, 'a:3')], 2, 'none'],
    [
      'that is not the same under another number',
      [kept(1, 600, 'a:1'), kept(2, 60, 'a:3'), kept(3, 5, 'a:3')],
      1,
      'served',
    ],
  ])('names the revision %s to go back to', (_which, all, revision, proof) => {
    const history = historyOf('deployment/x', all, noTraces)
    expect(history && refugeOf(history)).toMatchObject({ revision, proof })
  })

  it('knows the pods of a revision by their label', () => {
    expect(isOfRevision('6f7', { hash: '6f7' })).toBe(true)
    expect(isOfRevision('web-6f7', { hash: 'web-6f7' })).toBe(true)
    expect(isOfRevision('6f7', { hash: 'web-6f7' })).toBe(true)
    expect(isOfRevision('f7', { hash: 'web-6f7' })).toBe(false)
    expect(isOfRevision(null, { hash: 'web-6f7' })).toBe(false)
  })

  it('of a recorded roll back began with its first pod, not with the old ReplicaSet', async () => {
    const budget = { signal: AbortSignal.timeout(5000), milliseconds: 5000 }
    const { histories } = await revisions.collect(recordedService('team-sick', ['deployment/undone']), budget)
    const [latest] = histories[0]?.revisions ?? []
    expect(latest?.revision).toBe(3)
    expect(histories[0]?.rolledOutMs).toBeLessThan((latest?.createdMs ?? 0) - 30_000)
    expect(histories[0]?.changes).toEqual(['environment of app: V'])
  })
})

describe('what changed from one template to the next', () => {
  const read = (container: object, spec: object = {}, annotations: object = {}) =>
    readPodTemplate({
      metadata: { annotations },
      spec: { containers: [{ name: 'app', image: 'a:1', ...container }], ...spec },
    })
  const before = read({ env: [{ name: 'MODE', value: 'secret-a' }], resources: { limits: { memory: '256Mi' } } })

  it('is said without values of the environment', () => {
    const after = read({
      env: [
        { name: 'MODE', value: 'secret-b' },
        { name: 'NEW', value: 'x' },
      ],
      resources: { limits: { memory: '64Mi' } },
    })
    expect(templateChanges(before, after)).toEqual([
      'environment of app: MODE, NEW',
      'memory limit of app: 256 Mi -> 64 Mi',
    ])
  })

  it.each([
    ['a probe', read({ readinessProbe: { httpGet: { path: '/x', port: 1 } } }), 'readiness probe of app'],
    ['a command', read({ command: ['x'] }), 'command of app'],
    ['a digest of the configuration', read({}, {}, { 'checksum/config': 'b' }), 'annotation checksum/config'],
    ['a node selector', read({}, { nodeSelector: { disk: 'ssd' } }), 'node selector'],
    ['what is not read', read({}, { priorityClassName: 'high' }), 'something else in the template of its pods'],
  ])('names %s', (_what, after, words) => {
    expect(templateChanges(read({}), after)).toEqual([words])
  })

  it('is nothing after a restart', () => {
    expect(templateChanges(read({}), read({}, {}, { 'kubectl.kubernetes.io/restartedAt': 'now' }))).toEqual([])
  })
})

describe('who owns a workload', () => {
  const none = { labels: {}, annotations: {}, owner: null, writers: [] }
  const helm = { 'meta.helm.sh/release-name': 'users' }
  it.each([
    ['Helm', { ...none, annotations: helm }, { by: 'helm', name: 'users' }],
    [
      'Flux before Helm',
      { ...none, annotations: helm, labels: { 'helm.toolkit.fluxcd.io/name': 'apps' } },
      { by: 'flux', name: 'apps' },
    ],
    [
      'Argo CD by its annotation',
      { ...none, annotations: { 'argocd.argoproj.io/tracking-id': 'shop:apps/Deployment:a/b' } },
      { by: 'argocd', name: 'shop' },
    ],
    [
      'Argo CD by what it wrote',
      {
        ...none,
        labels: { 'app.kubernetes.io/instance': 'shop' },
        writers: [{ manager: 'argocd-controller', agoMs: 1, subresource: null }],
      },
      { by: 'argocd', name: 'shop' },
    ],
    [
      'an operator',
      { ...none, owner: { kind: 'Cluster', name: 'db', uid: '1' } },
      { by: 'operator', name: 'cluster/db' },
    ],
    ['nobody', { ...none, labels: { 'app.kubernetes.io/managed-by': 'Helm' } }, { by: 'nobody', name: null }],
  ])('%s', (_who, marks, manager) => {
    expect(managerOf(marks)).toEqual(manager)
  })
})
