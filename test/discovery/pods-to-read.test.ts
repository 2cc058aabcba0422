import { describe, expect, test } from 'vitest'
import { podsToRead } from '../../src/discovery/pods-to-read.ts'
import { pods } from '../../src/facts/kubernetes/objects/pod.ts'

const now = Date.parse('2026-11-22T03:00:00Z')
const ago = (seconds: number) => new Date(now - seconds * 1000).toISOString()

const running = (seconds = 3600) => ({
  ready: true,
  started: true,
  restartCount: 0,
  state: { running: { startedAt: ago(seconds) } },
})
const ended = (seconds: number, exitCode = 1) => ({
  terminated: {
    exitCode,
    reason: exitCode === 0 ? 'Completed' : 'Error',
    startedAt: ago(seconds + 5),
    finishedAt: ago(seconds),
  },
})
const looping = (seconds = 30) => ({
  ready: false,
  restartCount: 6,
  state: { waiting: { reason: 'CrashLoopBackOff', message: 'back-off 5m0s' } },
  lastState: ended(seconds),
})
const unstarted = { ready: false, restartCount: 0, state: { waiting: { reason: 'ImagePullBackOff' } } }

interface Written {
  readonly owner?: string
  readonly containers?: Readonly<Record<string, object>>
  readonly init?: Readonly<Record<string, object>>
  readonly images?: Readonly<Record<string, string>>
  readonly status?: object
  readonly meta?: object
}

/** A pod as the API server returns it. */
function pod(
  name: string,
  { owner = 'api-7d9f', containers = { app: running() }, init = {}, images = {}, ...over }: Written = {},
) {
  const specs = (of: object) => Object.keys(of).map((each) => ({ name: each, image: images[each] ?? 'users:2.3.1' }))
  const statuses = (of: object) => Object.entries(of).map(([each, status]) => ({ name: each, ...status }))
  const isReady = Object.values(containers).every((each) => 'ready' in each && each.ready === true)
  const raw = {
    metadata: {
      name,
      namespace: 'users',
      uid: name,
      labels: { 'pod-template-hash': owner.split('-').at(-1) },
      ownerReferences: [{ kind: 'ReplicaSet', name: owner, uid: owner, controller: true }],
      ...over.meta,
    },
    spec: { containers: specs(containers), initContainers: specs(init) },
    status: {
      phase: 'Running',
      startTime: ago(3600),
      conditions: [{ type: 'Ready', status: isReady ? 'True' : 'False' }],
      containerStatuses: statuses(containers),
      initContainerStatuses: statuses(init),
      ...over.status,
    },
  }
  return pods.read(raw, now)
}

const names = (...of: ReturnType<typeof pod>[]) => podsToRead(of).pods.map(({ name }) => name)
const runs = (of: ReturnType<typeof pod>) =>
  podsToRead([of]).pods.flatMap(({ containers }) =>
    containers.map(({ name, previous }) => `${name}${previous ? ' before' : ''}`),
  )

describe('which pods are read', () => {
  const many = (count: number, owner: string, written: Written = {}) =>
    Array.from({ length: count }, (_, index) => pod(`${owner}-${index}`, { owner, ...written }))

  test('five of each revision, and how many there are is said', () => {
    const { total, pods } = podsToRead([...many(200, 'api-1'), ...many(3, 'api-2')])
    expect(total).toBe(203)
    expect(pods.map(({ revision }) => revision)).toEqual(['1', '1', '1', '1', '1', '2', '2', '2'])
  })

  test('what fails comes first, then what restarted lately', () => {
    const restarted = { app: { ...running(60), restartCount: 1, lastState: ended(61) } }
    expect(
      names(
        pod('well'),
        pod('restarted', { containers: restarted }),
        pod('looping', { containers: { app: looping() } }),
      ),
    ).toEqual(['looping', 'restarted', 'well'])
  })

  test('the failing one of two hundred is among the five', () => {
    expect(names(...many(199, 'api-1'), pod('bad', { owner: 'api-1', containers: { app: looping() } }))[0]).toBe('bad')
  })

  test('pods that leave come last', () => {
    const leaving = pod('leaving', {
      meta: { deletionTimestamp: ago(5) },
      containers: { app: { ...running(), ready: false } },
    })
    expect(names(leaving, pod('well'))).toEqual(['well', 'leaving'])
  })

  test('no more than a look has time for, of a service of many revisions', () => {
    expect(
      podsToRead(Array.from({ length: 30 }, (_, index) => pod(`p${index}`, { owner: `api-${index}` }))).pods,
    ).toHaveLength(15)
  })

  test.each([
    ['that never started', pod('x', { containers: { app: unstarted }, status: { phase: 'Pending' } })],
    ['that were evicted', pod('x', { containers: { app: ended(60) }, status: { phase: 'Failed', reason: 'Evicted' } })],
    [
      'of a Job that failed long ago',
      pod('x', { containers: { app: { state: ended(7200) } }, status: { phase: 'Failed' } }),
    ],
  ])('none %s', (_, without) => {
    expect(podsToRead([without])).toEqual({ total: 0, pods: [] })
  })
})

describe('which logs of a pod are read', () => {
  test.each([
    [
      'the main container of a healthy pod, not its sidecars',
      { containers: { app: running(), proxy: running() } },
      ['app'],
    ],
    ['the last run of what waits for another try', { containers: { app: looping() } }, ['app before']],
    [
      'both runs of what fell over lately',
      { containers: { app: { ...running(60), restartCount: 1, lastState: ended(61) } } },
      ['app before', 'app'],
    ],
    [
      'the present run alone of what fell over yesterday',
      { containers: { app: { ...running(86_000), restartCount: 1, lastState: ended(86_400) } } },
      ['app'],
    ],
    [
      'sidecars that failed, after the main one',
      { containers: { app: running(), proxy: looping() } },
      ['app', 'proxy before'],
    ],
    [
      'an init container that fails while the others wait',
      { init: { migrate: looping() }, containers: { app: unstarted }, status: { phase: 'Pending' } },
      ['migrate before'],
    ],
    [
      'no init container that ended well',
      { init: { migrate: { ready: true, state: ended(3600, 0) } }, containers: { app: running() } },
      ['app'],
    ],
    ['a Job that failed', { containers: { app: { state: ended(60) } }, status: { phase: 'Failed' } }, ['app']],
  ])('%s', (_, written, expected) => {
    expect(runs(pod('x', written))).toEqual(expected)
  })

  test('the container that the annotation names is the main one', () => {
    const meta = { annotations: { 'kubectl.kubernetes.io/default-container': 'app' } }
    expect(runs(pod('x', { containers: { proxy: running(), app: running() }, meta }))).toEqual(['app'])
  })

  test('a crash goes on while the container is not at work or falls over again and again', () => {
    const goesOn = (app: object) =>
      podsToRead([pod('x', { containers: { app } })]).pods[0]?.containers[0]?.ended?.goesOn
    expect(goesOn(looping())).toBe(true)
    expect(goesOn({ ...running(60), restartCount: 4, lastState: ended(61) })).toBe(true)
    expect(goesOn({ ...running(60), restartCount: 1, lastState: ended(61) })).toBe(false)
    expect(goesOn({ ...running(60), restartCount: 4, lastState: ended(61, 0) })).toBe(false)
  })

  test('the workload is named, not the ReplicaSet of one revision', () => {
    expect(podsToRead([pod('x', { owner: 'user-api-7d9f' })]).pods[0]).toMatchObject({
      workload: 'user-api',
      revision: '7d9f',
    })
  })

  test('a container that ships logs is named', () => {
    const containers = { app: running(), shipper: running() }
    const images = { shipper: 'fluent/fluent-bit:4.0' }
    expect(podsToRead([pod('x', { containers, images })]).pods[0]?.shipper).toBe('shipper')
    expect(podsToRead([pod('x', { containers })]).pods[0]?.shipper).toBeNull()
  })
})
