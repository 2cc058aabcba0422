import { describe, expect, it } from 'vitest'
import type { WorkloadRef } from '../../../src/clients/kubernetes/client.ts'
import { configuration } from '../../../src/facts/kubernetes/configuration.ts'
import { groupEvents } from '../../../src/facts/kubernetes/events.ts'
import { serviceJobs } from '../../../src/facts/kubernetes/jobs.ts'
import { type ClusterEvent, warningEvents } from '../../../src/facts/kubernetes/objects/event.ts'
import { type Pod, pods } from '../../../src/facts/kubernetes/objects/pod.ts'
import { groupPods } from '../../../src/facts/kubernetes/pod-groups.ts'
import { workloadOfName, workloadOfPod } from '../../../src/facts/kubernetes/pod-owner.ts'
import { servicePods } from '../../../src/facts/kubernetes/pods.ts'
import { recorded, recordedAt, recordedService } from './recorded.ts'

const budget = { signal: AbortSignal.timeout(10_000), milliseconds: 10_000 }
const ref = (kind: WorkloadRef['kind'], name: string, uid = name): WorkloadRef => ({ kind, name, uid, selector: null })
const good = pods.read(recorded('pods', 'team-sick', 'good-6976c7dcdd-hc2bz'), recordedAt)
const crash = pods.read(recorded('pods', 'team-sick', 'crash-68d4b65978-n678s'), recordedAt)

describe('the workload of a pod', () => {
  it('is found without a list of ReplicaSets', () => {
    expect(workloadOfPod(good, [ref('Deployment', 'goo'), ref('Deployment', 'good')])?.name).toBe('good')
  })

  it('is nobody’s where the ReplicaSet of another deployment keeps it', () => {
    const other = { ...good, owner: { kind: 'ReplicaSet', name: 'good-api-6976c7dcdd', uid: 'x' } }
    expect(workloadOfPod(other, [ref('Deployment', 'good')])).toBeUndefined()
  })

  it('is the owner itself for the pods of a StatefulSet', () => {
    const own = { ...good, owner: { kind: 'StatefulSet', name: 'db', uid: 'u1' } }
    expect(workloadOfPod(own, [ref('StatefulSet', 'db', 'u1')])?.name).toBe('db')
    expect(workloadOfPod(own, [ref('StatefulSet', 'db', 'u2')])).toBeUndefined()
  })

  it('is the pod where nothing keeps it', () => {
    expect(workloadOfPod({ ...good, owner: null }, [ref('Pod', good.name, good.uid)])?.kind).toBe('Pod')
  })

  const all = [
    ref('Deployment', 'users'),
    ref('Deployment', 'users-api'),
    ref('StatefulSet', 'db'),
    ref('CronJob', 'clean'),
  ]
  it.each([
    ['users-6976c7dcdd-hc2bz', 'users'],
    ['users-6976c7dcdd', 'users'],
    ['users-api-6976c7dcdd-hc2bz', 'users-api'],
    ['users-worker-6976c7dcdd-hc2bz', undefined],
    ['db-0', 'db'],
    ['db-migrate', undefined],
    ['clean-29923121-m7fgz', 'clean'],
    ['clean-29923121', 'clean'],
  ])('is told by the name %s alone: %s', (name, workload) => {
    expect(workloadOfName(name, all)?.name).toBe(workload)
  })
})

describe('pods in groups', () => {
  const of = ref('Deployment', 'good')
  const many = (pod: Pod, count: number) =>
    Array.from({ length: count }, (_, index) => ({
      pod: { ...pod, name: `${pod.name}-${index}`, uid: String(index) },
      of,
    }))

  it('are small, however many there are', () => {
    const groups = groupPods([...many(good, 4000), ...many(crash, 1000)])
    expect(groups.map(({ count, isReady }) => [count, isReady])).toEqual([
      [4000, true],
      [1000, false],
    ])
    expect(JSON.stringify(groups).length).toBeLessThan(5000)
  })

  it('keep those that are still starting apart from those that should have started', () => {
    const young = { ...crash, createdAgoMs: 10_000 }
    expect(groupPods([...many(crash, 2), ...many(young, 1)]).map(({ count }) => count)).toEqual([2, 1])
  })

  it('tell the span of how long they have not been ready, and the most restarts', () => {
    const more = { ...crash, containers: crash.containers.map((each) => ({ ...each, restarts: 40 })) }
    const [group] = groupPods([...many(crash, 1), ...many(more, 1)])
    expect(group?.containers[0]?.restarts).toBe(40)
    expect(group?.notReadyMs?.max).toBeGreaterThanOrEqual(group?.notReadyMs?.min ?? Infinity)
  })

  it('hold no environment, no command and no annotation', async () => {
    const value = await servicePods.collect(recordedService('team-sick', ['deployment/crash']), budget)
    expect(JSON.stringify(value)).not.toMatch(/cannot parse|annotations|sleep/)
  })
})

describe('why a pull failed', () => {
  it('is taken from the events where the kubelet forgot it', async () => {
    const client = recordedService('team-sick', ['deployment/image-gone'])
    const forgetful = { ...client.cluster, list: forgetPulls(client.cluster.list) }
    const { groups } = await servicePods.collect({ ...client, cluster: forgetful }, budget)
    expect(groups[0]?.containers[0]?.imageFault).toBe('not-found')
  })
})

type List = ReturnType<typeof recordedService>['cluster']['list']

function forgetPulls(list: List): List {
  return async (kind, scope) => {
    const found = await list(kind, scope)
    return JSON.parse(JSON.stringify(found).replace(/: ErrImagePull: [^}]*?not found/g, ''))
  }
}

describe('events', () => {
  const workloads = [ref('Deployment', 'users')]
  const said = (more: object, name = 'users-6976c7dcdd-hc2bz'): ClusterEvent => ({
    ...warningEvents.read(
      {
        involvedObject: { kind: 'Pod', name },
        reason: 'BackOff',
        lastTimestamp: '2026-11-22T22:00:00Z',
        firstTimestamp: '2026-11-22T21:00:00Z',
        count: 2,
      },
      Date.parse('2026-11-22T22:01:00Z'),
    ),
    ...more,
  })

  it('of pods that are gone are told by the name of the pod', () => {
    expect(groupEvents([said({}), said({}, 'others-6976c7dcdd-hc2bz')], [], workloads)).toHaveLength(1)
  })

  it('that differ by the name of the pod are one', () => {
    const message = (pod: string) =>
      `Back-off restarting failed container app in pod ${pod}_users(6605292d-298c-441c-bb79-46ed7f2f787e)`
    const names = ['users-6976c7dcdd-hc2bz', 'users-6976c7dcdd-x5k2d']
    const [group, ...others] = groupEvents(
      names.map((name) => said({ message: message(name) }, name)),
      [],
      workloads,
    )
    expect(others).toEqual([])
    expect(group).toMatchObject({ count: 4, objects: 2, workload: 'deployment/users' })
  })

  it('about different probes are not', () => {
    const probes = ['Liveness', 'Readiness'].map((probe) =>
      said({ reason: 'Unhealthy', message: `${probe} probe failed: x` }),
    )
    expect(groupEvents(probes, [], workloads).map(({ probe }) => probe)).toEqual(['liveness', 'readiness'])
  })

  it('that were said together are read without what the client wrote before them', () => {
    const message =
      '(combined from similar events): Error creating: pods "users-6976c7dcdd-abcde" is forbidden: exceeded quota: team'
    const [group] = groupEvents([said({ reason: 'FailedCreate', message }, 'users-6976c7dcdd')], [], workloads)
    expect(group?.creation).toEqual({ fault: 'quota', by: 'team' })
    expect(group?.message).toMatch(/^Error creating/)
  })

  it('are masked', () => {
    const [group] = groupEvents([said({ message: 'probe failed: password=hunter2' })], [], workloads)
    expect(group?.message).not.toContain('hunter2')
  })
})

describe('configuration', () => {
  const objects = async (name: string, forbidden: readonly string[] = []) =>
    (await configuration.collect(recordedService('team-sick', [`deployment/${name}`], forbidden), budget)).objects

  it('tells which pods have not read what was changed', async () => {
    expect(await objects('reader')).toMatchObject([
      {
        object: 'config-map/settings',
        exists: true,
        changedBy: 'kubectl-patch',
        uses: [{ stale: 1, running: 1, how: ['environment'] }],
      },
    ])
  })

  it('knows pods that have started since', async () => {
    const client = recordedService('team-sick', ['deployment/reader'])
    const { get } = client.cluster
    const older: typeof get = async (kind, namespace, name) => {
      const found = await get(kind, namespace, name)
      return found && { ...found, written: { agoMs: 600_000, perhapsAgoMs: null, perhapsBy: null } }
    }
    const { objects } = await configuration.collect({ ...client, cluster: { ...client.cluster, get: older } }, budget)
    expect(objects[0]?.uses).toMatchObject([{ stale: 0, running: 1 }])
  })

  it('tells keys that are missing, by their names alone', async () => {
    const [use] = await objects('key-env')
    expect(use).toMatchObject({ object: 'secret/present', exists: true, missingKeys: ['password'] })
  })

  it('does not know what it may not ask', async () => {
    expect(await objects('secret-env', ['secrets'])).toMatchObject([
      { exists: null, missingKeys: null, unasked: { kind: 'forbidden' } },
    ])
  })

  it('holds no contents', async () => {
    expect(JSON.stringify(await objects('reader'))).not.toContain('"b"')
  })
})

describe('jobs', () => {
  it('of a release are its hooks; those of a CronJob its last runs', async () => {
    const { jobs, cronJobs } = await serviceJobs.collect(recordedService('team-sick', ['cronjob/cleanup']), budget)
    expect(jobs).toMatchObject([
      { name: 'migrate-7', hook: 'pre-upgrade', state: 'failed', reason: 'BackoffLimitExceeded' },
    ])
    expect(cronJobs).toMatchObject([{ name: 'cleanup', lastSucceededMs: null, runs: [{ state: 'failed' }] }])
    expect(jobs[0]?.pods[0]?.containers[0]?.ended?.exitCode).toBe(1)
  })
})
