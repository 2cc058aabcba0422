import { describe, expect, test } from 'vitest'
import { parseExposition } from '../../../src/facts/http/exposition.ts'
import { readingOf } from '../../../src/facts/http/metrics-collect.ts'
import { gather } from '../../../src/facts/logs/gather.ts'
import { history, latest, middle, minute, now, oldest, told, tracesOf, workload, writer } from './shown.ts'

describe('releases', () => {
  const released = (over: Parameters<typeof history>[0], ...writers: ReturnType<typeof writer>[]) =>
    told({
      'kubernetes.revisions': { histories: [history(over)] },
      'kubernetes.traces': { workloads: [tracesOf({ writers })], steps: { seen: [] } },
    })

  test('are told with what became different, and the ones before them by their images', () => {
    expect(released({}).map(({ agoMs, kind, summary }) => [agoMs / minute, kind, summary])).toEqual([
      [600, 'release', `${workload} rolled out revision 6: image of app: users:2.2.9 -> users:2.3.0`],
      [5, 'release', `${workload} rolled out revision 7: image of app: users:2.3.0 -> users:2.3.1`],
    ])
  })

  test.each(['kubectl-client-side-apply', 'kubectl-set', 'kubectl-rollout', 'helm', 'argocd-controller', 'flux'])(
    'name the tool: %s',
    (tool) => {
      const seen = released({}, writer('kubectl-edit', 90 * minute), writer(tool, 5 * minute + 900))
      expect(seen.at(-1)?.tool).toBe(tool)
      expect(seen[0]?.tool).toBeUndefined()
    },
  )

  test('name what somebody wrote down as the reason', () => {
    const workloads = [tracesOf({ reason: 'upgrade to 2.3.1' })]
    const seen = told({
      'kubernetes.revisions': { histories: [history()] },
      'kubernetes.traces': { workloads, steps: { seen: [] } },
    })
    expect(seen.at(-1)?.summary).toMatch(/ -> users:2\.3\.1 \(upgrade to 2\.3\.1\)$/)
  })

  test('are told without the tool where nobody may see it', () => {
    expect(told({ 'kubernetes.revisions': { histories: [history()] } })).toHaveLength(2)
  })

  test('many differences are shortened', () => {
    const changes = ['image of app: a -> b', 'environment of app: X', 'volumes', 'label y', 'label z']
    expect(released({ changes }).at(-1)?.summary).toMatch(
      /: image of app: a -> b, environment of app: X, volumes, and 2 more$/,
    )
  })

  test('of the same pods are restarts', () => {
    const again = { ...latest, revision: 8, createdMs: 2 * minute }
    const revisions = [again, latest, middle, oldest]
    expect(released({ revisions, rolledOutMs: 2 * minute }).at(-1)).toMatchObject({
      kind: 'restart',
      agoMs: 2 * minute,
      summary: `${workload}: all pods were restarted (revision 8)`,
    })
  })

  test('that went back to an old revision are as old as the going back', () => {
    const back = { ...latest, createdMs: 3_000 * minute, servedMs: null }
    expect(released({ revisions: [back, middle, oldest], rolledOutMs: minute }).at(-1)).toMatchObject({ agoMs: minute })
  })

  test('whose time nobody knows are not told', () => {
    const revisions = [latest, { ...middle, servedMs: null }, oldest]
    expect(released({ revisions, rolledOutMs: null })).toEqual([])
  })

  test('the first one is the creation', () => {
    expect(released({ revisions: [{ ...latest, revision: 1 }], changes: [] })).toMatchObject([
      { kind: 'release', summary: `${workload} was created` },
    ])
  })
})

describe('configuration', () => {
  const object = (over: object) => ({
    ...{ object: 'secret/db', exists: true, unasked: null, missingKeys: [], optional: false },
    ...{ changedMs: 4 * minute, changedBy: 'kubectl-edit', uses: [] },
    ...over,
  })
  const use = { workload, containers: ['app'], how: ['environment'], stale: 2, running: 3 }

  test('that changed names the pods that still run with the old one', () => {
    expect(told({ 'kubernetes.configuration': { objects: [object({ uses: [use] })] } })).toMatchObject([
      {
        ...{ agoMs: 4 * minute, kind: 'configuration', tool: 'kubectl-edit' },
        summary: `secret/db was changed; 2 of 3 pods of ${workload} still run with the old one`,
      },
    ])
  })

  test.each([
    ['that all pods have', object({ uses: [{ ...use, stale: 0 }] }), ['secret/db was changed']],
    ['that may not be read', object({ changedMs: null, exists: null }), []],
  ])('%s', (_, seen, expected) => {
    expect(told({ 'kubernetes.configuration': { objects: [seen] } }).map(({ summary }) => summary)).toEqual(expected)
  })
})

describe('restarts', () => {
  const ended = { reason: 'OOMKilled', exitCode: 137, signal: null, ranMs: 60_000, endedMs: 3 * minute, message: null }
  const group = (container: object, over: object = {}) => ({
    ...{ workload, revision: 'h7', count: 3, names: ['user-service-h7-a'], phase: 'Running', isReady: true },
    containers: [{ name: 'app', role: 'app', isMain: true, state: 'running', restarts: 4, ended, ...container }],
    ...over,
  })
  const restarted = (...groups: object[]) => told({ 'kubernetes.pods': { total: 3, groups } })

  test('are told once for pods that fell over alike', () => {
    expect(restarted(group({}))).toMatchObject([
      {
        agoMs: 3 * minute,
        kind: 'restart',
        summary: `app of 3 pods of ${workload} was killed for want of memory, 4 times so far`,
      },
    ])
  })

  test.each([
    ['fell over with exit code 1', { reason: 'Error', exitCode: 1 }],
    ['was ended by signal 11', { reason: 'Error', exitCode: 139, signal: 11 }],
    ['ended and was started again', { reason: 'Completed', exitCode: 0 }],
  ])('say how: %s', (words, how) => {
    const one = group({ restarts: 1, ended: { ...ended, ...how } }, { count: 1 })
    expect(restarted(one).map(({ summary }) => summary)).toEqual([`app of pod user-service-h7-a ${words}`])
  })

  test('of a sidecar are not those of the service', () => {
    expect(restarted(group({ name: 'proxy', isMain: false }))).toMatchObject([{ kind: 'sidecar-restart' }])
  })

  test.each([
    ['an init container that did its work', { restarts: 0, state: 'terminated' }],
    ['a container that never ended', { ended: null, restarts: 0 }],
  ])('are none of %s', (_, container) => {
    expect(restarted(group(container))).toEqual([])
  })

  test('are told once although metrics and logs tell of them too', () => {
    const exposition = parseExposition(`process_start_time_seconds ${(now - 3 * minute + 1_000) / 1000}\n`)
    const line = `${new Date(now - 3 * minute + 2_000).toISOString()} INFO server listening on 8080\n`
    const file = { path: '/x', text: line, bytes: line.length, writtenAt: now - 3 * minute + 2_000 }
    const seen = {
      'kubernetes.pods': { total: 3, groups: [group({})] },
      'http.metrics': readingOf('/metrics', exposition, { serverTime: now, clockSkewMs: 0 }),
      'logs.lines': gather([file], now),
    }
    expect(told(seen).map(({ summary }) => summary)).toEqual([expect.stringContaining('want of memory')])
    expect(told({ ...seen, 'kubernetes.pods': { total: 3, groups: [] } })).toHaveLength(1)
  })

  test('of pods are not told by their logs, where each pod would be one', () => {
    const line = `${new Date(now - minute).toISOString()} server listening on 8080\n`
    const container = {
      pod: 'a',
      name: 'app',
      isMain: true,
      workload: 'user-service',
      revision: 'h7',
      startedAgoMs: minute,
      isCut: false,
      ended: null,
    }
    const file = { path: 'a/app', text: line, bytes: line.length, writtenAt: now - minute, container }
    expect(told({ 'logs.lines': gather([file], now, { pods: { read: 1, total: 1 } }) })).toEqual([])
  })
})

describe('jobs', () => {
  const job = (over: object) => ({
    ...{ name: 'migrate', hook: 'pre-upgrade', state: 'failed', reason: 'BackoffLimitExceeded', message: null },
    ...{ ageMs: 6 * minute, endedMs: 5 * minute, failedPods: 3, pods: [] },
    ...over,
  })

  test.each([
    ['pre-upgrade hook migrate failed after 60 s: BackoffLimitExceeded', job({})],
    ['job migrate completed after 60 s', job({ hook: null, state: 'complete', reason: null })],
  ])('%s', (summary, seen) => {
    expect(told({ 'kubernetes.jobs': { jobs: [seen], cronJobs: [] } })).toMatchObject([
      { kind: 'job', agoMs: 5 * minute, summary },
    ])
  })

  test('that still run, and runs of a CronJob that went well, are no change', () => {
    const runs = [job({ state: 'complete' })]
    expect(
      told({ 'kubernetes.jobs': { jobs: [job({ state: 'running', endedMs: null })], cronJobs: [{ runs }] } }),
    ).toEqual([])
  })
})
